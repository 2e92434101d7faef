package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The four checkpoints of a data directory (COMPAT A7.5). Thread: any; one at a time. */
final class Checkpoints {
    private static final Logger LOGGER = LoggerFactory.getLogger(Checkpoints.class);

    private final OffsetCheckpoint recoveryPoints;
    private final OffsetCheckpoint logStarts;
    private final OffsetCheckpoint highWatermarks;
    private final OffsetCheckpoint cleaned;
    private final Map<TopicPartition, Long> cleanUpTo = new HashMap<>();

    Checkpoints(Path directory) {
        recoveryPoints = new OffsetCheckpoint(directory, OffsetCheckpoint.RECOVERY_POINTS);
        logStarts = new OffsetCheckpoint(directory, OffsetCheckpoint.LOG_START_OFFSETS);
        highWatermarks = new OffsetCheckpoint(directory, OffsetCheckpoint.HIGH_WATERMARKS);
        cleaned = new OffsetCheckpoint(directory, OffsetCheckpoint.CLEANED);
    }

    /** What was written last, for loading. */
    synchronized Map<TopicPartition, LogLoader.Checkpointed> read() throws IOException {
        Map<TopicPartition, Long> recovery = orNothing(recoveryPoints);
        Map<TopicPartition, Long> watermarks = orNothing(highWatermarks);
        Map<TopicPartition, Long> starts = logStarts.read();
        cleanUpTo.putAll(orNothing(cleaned));
        Map<TopicPartition, LogLoader.Checkpointed> all = new HashMap<>();
        for (Map<TopicPartition, Long> each : List.of(recovery, watermarks, starts)) {
            for (TopicPartition partition : each.keySet()) {
                all.put(
                        partition,
                        new LogLoader.Checkpointed(
                                recovery.getOrDefault(partition, 0L),
                                starts.getOrDefault(partition, 0L),
                                watermarks.getOrDefault(partition, 0L)));
            }
        }
        return all;
    }

    /** A lower bound is safe to lose: everything is checked or compacted again, and the leader tells the high watermark. */
    private static Map<TopicPartition, Long> orNothing(OffsetCheckpoint checkpoint) {
        try {
            return checkpoint.read();
        } catch (IOException malformed) {
            LOGGER.atWarn().addKeyValue("found", malformed.getMessage()).log("checkpoint is not usable");
            return Map.of();
        }
    }

    synchronized void writeHighWatermarks(Collection<PartitionLog> logs) throws IOException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        logs.forEach(log -> offsets.put(log.partition(), log.highWatermark()));
        highWatermarks.write(offsets);
    }

    synchronized void writeAll(Collection<PartitionLog> logs) throws IOException {
        Map<TopicPartition, Long> recovery = new HashMap<>();
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (PartitionLog log : logs) {
            recovery.put(log.partition(), log.recoveryPoint());
            if (log.startsWithinSegment()) {
                starts.put(log.partition(), log.logStartOffset());
            }
        }
        recoveryPoints.write(recovery);
        logStarts.write(starts);
        writeHighWatermarks(logs);
        if (cleanUpTo.keySet().retainAll(recovery.keySet())) {
            cleaned.write(cleanUpTo);
        }
    }

    /**
     * Takes back what was promised of a log beyond its new end, before others write there: a later start would trust their
     * batches without a look, take them for committed, or not compact them.
     */
    synchronized void endAtMost(TopicPartition partition, long offset) throws IOException {
        recoveryPoints.atMost(partition, offset);
        highWatermarks.atMost(partition, offset);
        if (cleanUpTo(partition) > offset) {
            writeCleanUpTo(partition, offset);
        }
    }

    /** The same for a log that begins anew below where it began: a later start would throw away what lies before that. */
    synchronized void startAtMost(TopicPartition partition, long offset) throws IOException {
        logStarts.atMost(partition, offset);
    }

    /** The offset up to which the partition was compacted, 0 when never (COMPAT A1.6). */
    synchronized long cleanUpTo(TopicPartition partition) {
        return cleanUpTo.getOrDefault(partition, 0L);
    }

    /** COMPAT A10.12. */
    synchronized void writeCleanUpTo(TopicPartition partition, long offset) throws IOException {
        cleanUpTo.put(partition, offset);
        cleaned.write(cleanUpTo);
    }
}
