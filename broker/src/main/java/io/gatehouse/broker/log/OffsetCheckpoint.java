package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One file with an offset per partition of a directory (COMPAT A7.2). Thread: one at a time. */
final class OffsetCheckpoint {
    static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";
    static final String LOG_START_OFFSETS = "log-start-offset-checkpoint";
    static final String HIGH_WATERMARKS = "replication-offset-checkpoint";

    static final String CLEANED = "cleaner-offset-checkpoint";

    private static final int WORDS = 3;

    private final Path file;
    private @Nullable Map<TopicPartition, Long> written;

    OffsetCheckpoint(Path directory, String name) {
        file = directory.resolve(name);
    }

    /** @throws IOException also when the file is malformed */
    Map<TopicPartition, Long> read() throws IOException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (String[] words : CheckpointText.read(file, WORDS)) {
            TopicPartition partition = partition(words);
            if (offsets.put(partition, CheckpointText.number(file, words[2])) != null) {
                throw new IOException(file + ": two entries for " + partition + " (expected: one)");
            }
        }
        return offsets;
    }

    /** Writes the file, unless it is known to say this already. */
    void write(Map<TopicPartition, Long> offsets) throws IOException {
        if (!offsets.equals(written)) {
            DurableFile.replace(
                    file,
                    CheckpointText.write(offsets.entrySet().stream()
                            .map(entry -> entry.getKey().topic() + " "
                                    + entry.getKey().partition() + " " + entry.getValue())
                            .sorted()
                            .toList()));
            written = Map.copyOf(offsets);
        }
    }

    /** Returns when the file says no more than this of the partition; the rest stays as it is. */
    void atMost(TopicPartition partition, long offset) throws IOException {
        Map<TopicPartition, Long> said = written == null ? read() : written;
        if (said.getOrDefault(partition, offset) > offset) {
            Map<TopicPartition, Long> lowered = new HashMap<>(said);
            lowered.put(partition, offset);
            write(lowered);
        }
    }

    private TopicPartition partition(String[] words) throws IOException {
        Optional<TopicName> topic = TopicName.parse(words[0]);
        int number = CheckpointText.integer(file, words[1]);
        if (topic.isEmpty() || number < 0) {
            throw new IOException(file + ": an entry names no partition (expected: topic, partition, offset)");
        }
        return new TopicPartition(topic.get(), number);
    }
}
