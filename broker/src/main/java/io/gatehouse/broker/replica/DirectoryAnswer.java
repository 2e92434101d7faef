package io.gatehouse.broker.replica;

import io.gatehouse.broker.log.LogDirectory;
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
 */
public record DirectoryAnswer(
        Path path, ErrorCode error, long totalBytes, long usableBytes, Map<TopicPartition, Long> logBytes) {
    private static final long UNKNOWN = -1;

    public DirectoryAnswer {
        logBytes = Map.copyOf(logBytes);
    }

    static DirectoryAnswer offline(Path path) {
        return new DirectoryAnswer(path, ErrorCode.KAFKA_STORAGE_ERROR, UNKNOWN, UNKNOWN, Map.of());
    }

    static DirectoryAnswer of(LogDirectory directory) {
        if (!directory.online()) {
            return offline(directory.path());
        }
        Map<TopicPartition, Long> sizes = new HashMap<>();
        for (PartitionLog log : directory.logs()) {
            sizes.put(log.partition(), log.sizeBytes());
        }
        try {
            FileStore volume = Files.getFileStore(directory.path());
            return new DirectoryAnswer(
                    directory.path(), ErrorCode.NONE, volume.getTotalSpace(), volume.getUsableSpace(), sizes);
        } catch (IOException e) {
            return new DirectoryAnswer(directory.path(), ErrorCode.NONE, UNKNOWN, UNKNOWN, sizes);
        }
    }
}
