package io.gatehouse.broker.replica;

import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogMove;
import io.gatehouse.broker.log.PartitionLog;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * One log directory and what it holds.
 *
 * @param error KAFKA_STORAGE_ERROR for a directory that is offline; then nothing else is known
 * @param totalBytes of the volume; -1 when not known
 * @param usableBytes of the volume; -1 when not known
 * @param logBytes the size of each partition's log
 * @param arriving logs on their way to here from another directory
 */
public record DirectoryAnswer(
        Path path,
        ErrorCode error,
        long totalBytes,
        long usableBytes,
        Map<TopicPartition, Long> logBytes,
        Map<TopicPartition, Arriving> arriving) {
    /**
     * @param bytes copied so far
     * @param lag offsets that are still to be copied
     */
    public record Arriving(long bytes, long lag) {}

    private static final long UNKNOWN = -1;

    public DirectoryAnswer {
        logBytes = Map.copyOf(logBytes);
        arriving = Map.copyOf(arriving);
    }

    static DirectoryAnswer offline(Path path) {
        return new DirectoryAnswer(path, ErrorCode.KAFKA_STORAGE_ERROR, UNKNOWN, UNKNOWN, Map.of(), Map.of());
    }

    static DirectoryAnswer of(LogDirectory directory) {
        if (!directory.online()) {
            return offline(directory.path());
        }
        Map<TopicPartition, Long> sizes = new HashMap<>();
        for (PartitionLog log : directory.logs()) {
            sizes.put(log.partition(), log.sizeBytes());
        }
        Map<TopicPartition, Arriving> arriving = new HashMap<>();
        for (LogMove move : directory.arriving()) {
            arriving.put(move.partition(), new Arriving(move.sizeBytes(), move.lag()));
        }
        try {
            FileStore volume = Files.getFileStore(directory.path());
            return new DirectoryAnswer(
                    directory.path(), ErrorCode.NONE, volume.getTotalSpace(), volume.getUsableSpace(), sizes, arriving);
        } catch (IOException e) {
            return new DirectoryAnswer(directory.path(), ErrorCode.NONE, UNKNOWN, UNKNOWN, sizes, arriving);
        }
    }
}
