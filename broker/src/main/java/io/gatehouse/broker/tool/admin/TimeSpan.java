package io.gatehouse.broker.tool.admin;

import io.gatehouse.broker.api.admin.TimeText;
import io.gatehouse.broker.tool.ToolRefusal;
import java.time.Duration;

/** Times as people give them: {@code 30m}, {@code 12h}, {@code 7d}. */
final class TimeSpan {
    private TimeSpan() {}

    static Duration of(String option, String text) {
        return TimeText.read(text)
                .orElseThrow(() -> ToolRefusal.withUsage("--" + option + " " + text + " (expected: 30m, 12h, 7d)"));
    }
}
