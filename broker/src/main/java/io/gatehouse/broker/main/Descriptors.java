package io.gatehouse.broker.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many file descriptors the system lets this process have. Connections get half of them at most, so that the log can
 * always open its files, however many peers come (attack 27).
 */
final class Descriptors {
    private static final Logger LOGGER = LoggerFactory.getLogger(Descriptors.class);
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern LINE = Pattern.compile("(?m)^Max open files +([0-9]+) ");
    /** With fewer, a middling cluster stops working sooner or later; Kafka's documentation asks for as many. */
    private static final int FEW = 100_000;

    private Descriptors() {}

    /** The lower of what is configured and of half of what there is. */
    static int connectionsMax(int configured) {
        OptionalInt limit = limit(LIMITS);
        if (limit.isEmpty()) {
            return configured; // Not Linux, or no limit.
        }
        if (limit.getAsInt() < FEW) {
            LOGGER.atWarn()
                    .addKeyValue("limit", limit.getAsInt())
                    .addKeyValue("connectionsMax", Math.min(configured, limit.getAsInt() / 2))
                    .log("few file descriptors (expected: " + FEW + " or more; see ulimit -n)");
        }
        return Math.min(configured, limit.getAsInt() / 2);
    }

    static OptionalInt limit(Path limits) {
        try {
            Matcher line = LINE.matcher(Files.readString(limits));
            return line.find()
                    ? OptionalInt.of((int) Math.min(Integer.MAX_VALUE, Long.parseLong(line.group(1))))
                    : OptionalInt.empty();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }
}
