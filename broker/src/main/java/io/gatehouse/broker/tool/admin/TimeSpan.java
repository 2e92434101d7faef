package io.gatehouse.broker.tool.admin;

import io.gatehouse.broker.tool.ToolRefusal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people give them: {@code 30m}, {@code 12h}, {@code 7d}. */
final class TimeSpan {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

    private TimeSpan() {}

    static Duration of(String option, String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw ToolRefusal.withUsage("--" + option + " " + text + " (expected: 30m, 12h, 7d)");
        }
        ChronoUnit unit = switch (matcher.group(2)) {
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
        return Duration.of(Long.parseLong(matcher.group(1)), unit);
    }
}
