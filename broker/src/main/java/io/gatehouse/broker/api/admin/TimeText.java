package io.gatehouse.broker.api.admin;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long something is, as people say it: {@code 30m}, {@code 12h}, {@code 7d}. */
public final class TimeText {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

    private TimeText() {}

    /** Empty if it is said in another way. */
    public static Optional<Duration> read(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ChronoUnit unit = switch (matcher.group(2)) {
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
        return Optional.of(Duration.of(Long.parseLong(matcher.group(1)), unit));
    }
}
