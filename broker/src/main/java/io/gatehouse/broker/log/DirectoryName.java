package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the name of a directory within a data directory says (COMPAT A1.8 to A1.19). */
final class DirectoryName {
    enum Kind {
        LIVE,
        /** Waits for its removal. */
        DELETED,
        /** A copy on its way from another data directory. */
        FUTURE,
        /** Set aside by a broker whose cluster did not know it. */
        STRAY,
        /** Kafka's own, of no meaning here. */
        SKIPPED,
        /** Nothing that belongs here. */
        FOREIGN
    }

    private static final int LENGTH_MAX = 255;
    /** A dot, 32 digits and {@code -future}. */
    private static final int FUTURE_SUFFIX = 40;

    private static final Pattern SUFFIXED = Pattern.compile("(.+)-\\d+\\.[0-9a-f]{32}-(delete|future|stray)");
    private static final Pattern LIVE = Pattern.compile("(.+)-(0|[1-9]\\d{0,9})");

    private DirectoryName() {}

    static Kind kind(String name) {
        if (name.equals("remote-log-index-cache") || name.equals("__cluster_metadata-0")) {
            return Kind.SKIPPED;
        }
        Matcher suffixed = SUFFIXED.matcher(name);
        if (suffixed.matches()) {
            return switch (suffixed.group(2)) {
                case "delete" -> Kind.DELETED;
                case "future" -> Kind.FUTURE;
                default -> Kind.STRAY;
            };
        }
        return partition(name).isPresent() ? Kind.LIVE : Kind.FOREIGN;
    }

    /** The partition of a live directory. */
    static Optional<TopicPartition> partition(String name) {
        Matcher live = LIVE.matcher(name);
        if (!live.matches() || Long.parseLong(live.group(2)) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return TopicName.parse(live.group(1)).map(topic -> new TopicPartition(topic, Integer.parseInt(live.group(2))));
    }

    /** The partition of a directory that is a copy on its way. */
    static Optional<TopicPartition> future(String name) {
        return kind(name) == Kind.FUTURE ? partition(name.substring(0, name.lastIndexOf('.'))) : Optional.empty();
    }

    /** The name of a copy on its way, which is not cut (COMPAT A1.18). */
    static String future(TopicPartition partition, RandomGenerator random) {
        return partition + "." + hex(random) + "-future";
    }

    /** Whether {@link #future} fits a file system. */
    static boolean canBeFuture(TopicPartition partition) {
        return partition.toString().length() + FUTURE_SUFFIX <= LENGTH_MAX;
    }

    /** The name under which a live directory waits for its removal; the topic is cut where it is too long. */
    static String deleted(TopicPartition partition, RandomGenerator random) {
        String suffix = "-" + partition.partition() + "." + hex(random) + "-delete";
        String topic = partition.topic().value();
        return topic.substring(0, Math.min(topic.length(), LENGTH_MAX - suffix.length())) + suffix;
    }

    private static String hex(RandomGenerator random) {
        return new UUID(random.nextLong(), random.nextLong()).toString().replace("-", "");
    }
}
