package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads one partition's directory, and recovers it when the last stop was not orderly (COMPAT A8). */
final class LogLoader {
    private static final Logger LOGGER = LoggerFactory.getLogger(LogLoader.class);

    /** A segment that takes seconds to check is told of, so that a long start is no riddle. */
    private static final long WORTH_A_LINE = 1 << 28;

    /** What the directory's checkpoints say of the partition. */
    record Checkpointed(long recoveryPoint, long logStartOffset, long highWatermark) {}

    private final TopicPartition partition;
    private final Path directory;
    private final LogConfig config;
    private final LogContext context;
    private final boolean clean;
    private final long nowMillis;
    private final ByteBuffer window;
    private final Set<Segment> rebuilt = new HashSet<>();
    private boolean recovered;
    private final LostRecords lost;

    LogLoader(
            TopicPartition partition,
            Path directory,
            LogConfig config,
            LogContext context,
            boolean clean,
            long nowMillis) {
        this.partition = partition;
        this.directory = directory;
        this.config = config;
        this.context = context;
        this.clean = clean;
        this.nowMillis = nowMillis;
        lost = new LostRecords(partition);
        window = context.lane().memory().window();
    }

    /** Makes the directory of a new, empty log. */
    static LoadedLog create(
            TopicPartition partition,
            TopicId topicId,
            Path directory,
            LogConfig config,
            LogContext context,
            long nowMillis)
            throws IOException {
        Files.createDirectory(directory);
        PartitionMetadata.write(directory, topicId);
        Segment first = Segment.create(directory, 0, nowMillis, context.jitter(config));
        DurableFile.syncDirectory(directory);
        DurableFile.syncDirectory(directory.resolveSibling("."));
        return new LoadedLog(
                partition,
                topicId,
                directory,
                new Segments(List.of(first)),
                LeaderEpochs.load(directory),
                new ProducerStates(),
                0,
                0,
                0,
                false);
    }

    LoadedLog load(Checkpointed checkpointed) throws IOException {
        LeftoverFiles.tidy(directory);
        TopicId topicId = PartitionMetadata.read(directory).orElse(TopicId.ZERO);
        EpochHistory history = new EpochHistory(partition, directory, window);
        LeaderEpochs epochs = history.load();
        long checkpointedStart = lost.believable(checkpointed.logStartOffset, epochs);
        List<Segment> kept = loadSegments(checkpointed.recoveryPoint, epochs);
        lost.between(kept, config.compact());
        long end = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).nextOffset();
        lost.atTheEnd(end, Math.max(checkpointed.recoveryPoint, checkpointed.highWatermark));
        if (clean && checkpointed.recoveryPoint > 0 && end > checkpointed.recoveryPoint) {
            lost.beyondTheEnd(end, checkpointed.recoveryPoint);
        }
        if (end < checkpointedStart || kept.isEmpty()) {
            restart(kept, end, Math.max(0, checkpointedStart));
        }
        Segments segments = new Segments(kept);
        long logEnd = segments.active().nextOffset();
        long logStart = Math.max(checkpointedStart, segments.first().baseOffset());
        history.check(epochs, segments, logStart);
        epochs.truncateFromEnd(logEnd);
        epochs.truncateFromStart(logStart);
        epochs.store();
        checkTransactions(segments, logStart);
        ProducerStates producers =
                new ProducerReplay(partition, directory, segments, rebuilt, window).load(logStart, logEnd, clean);
        LeftoverFiles.removeStraySnapshots(directory, segments, logEnd);
        // They open again when someone uses them: idle partitions by the ten thousand must not use up the file
        // descriptors.
        segments.close();
        return new LoadedLog(
                partition,
                topicId,
                directory,
                segments,
                epochs,
                producers,
                logStart,
                clean || recovered ? logEnd : checkpointed.recoveryPoint,
                checkpointed.highWatermark,
                recovered);
    }

    private List<Segment> loadSegments(long recoveryPoint, LeaderEpochs epochs) throws IOException {
        List<Long> bases = LeftoverFiles.segments(directory);
        int firstToCheck = firstToCheck(bases, recoveryPoint);
        List<Segment> kept = new ArrayList<>();
        long least = 0;
        for (int i = 0; i < bases.size(); i++) {
            long base = bases.get(i);
            if (base < least) {
                throw new IOException(SegmentName.of(directory, base, SegmentName.LOG)
                        + " overlaps the segment before it, which reaches to offset " + (least - 1)
                        + " (expected: one of the two)");
            }
            boolean active = i == bases.size() - 1;
            Segment segment = i >= firstToCheck ? unchecked(base) : trusted(base, active, epochs);
            kept.add(segment);
            if (i >= firstToCheck) {
                recovered = true;
                boolean cut = rebuild(segment, epochs) || (!active && lostItsEnd(segment, bases.get(i + 1)));
                settle(segment, active || cut);
                if (cut) {
                    dropFrom(bases.subList(i + 1, bases.size()));
                    break;
                }
            }
            least = segment.offsets().lastOffset() + 1;
        }
        return kept;
    }

    private int firstToCheck(List<Long> bases, long recoveryPoint) {
        if (clean) {
            return bases.size();
        }
        int first = 0;
        while (first + 1 < bases.size() && bases.get(first + 1) <= recoveryPoint) {
            first++;
        }
        return first;
    }

    private Segment unchecked(long base) throws IOException {
        return Segment.openForRebuild(directory, base, nowMillis, context.jitter(config));
    }

    /** A segment that is on the disk as a whole, as far as anyone knows; its indexes are looked at all the same. */
    private Segment trusted(long base, boolean active, LeaderEpochs epochs) throws IOException {
        try {
            Segment segment = Segment.open(directory, base, nowMillis, context.jitter(config));
            BatchCursor cursor = new BatchCursor(segment.log(), window, BatchCursor.LOOKUP_WINDOW);
            if (hasIndex(base, segment) && segment.timesFit(cursor) && segment.readEnd(cursor)) {
                if (!active) {
                    segment.close(); // Opened again when someone reads it.
                }
                return segment;
            }
            segment.close();
        } catch (CorruptIndex unusable) {
            LOGGER.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("segment", base)
                    .addKeyValue("found", unusable.getMessage())
                    .log("index does not fit its segment and is built again");
        }
        Segment segment = unchecked(base);
        rebuild(segment, epochs);
        settle(segment, active);
        return segment;
    }

    private boolean hasIndex(long base, Segment segment) {
        return segment.empty()
                || Files.exists(SegmentName.of(directory, base, SegmentName.INDEX), LinkOption.NOFOLLOW_LINKS);
    }

    /** Checks every batch, builds the indexes again, cuts at the first bad batch; true when something was cut off. */
    private boolean rebuild(Segment segment, LeaderEpochs epochs) throws IOException {
        rebuilt.add(segment);
        if (segment.sizeBytes() >= WORTH_A_LINE) {
            LOGGER.atInfo()
                    .addKeyValue("partition", partition)
                    .addKeyValue("segment", segment.baseOffset())
                    .addKeyValue("bytes", segment.sizeBytes())
                    .log("checking a segment");
        }
        BatchCursor cursor = new BatchCursor(segment.log(), window, window.capacity());
        long position = 0;
        while (cursor.moveTo(position) && fits(segment, cursor) && cursor.crcMatches() && follows(segment, cursor)) {
            segment.noteStored(cursor, config.indexIntervalBytes());
            if (cursor.leaderEpoch() >= 0) {
                epochs.assign(cursor.leaderEpoch(), cursor.baseOffset());
            }
            position += cursor.size();
        }
        long cut = segment.sizeBytes() - position;
        if (cut > 0) {
            segment.log().truncate(position);
            LOGGER.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("segment", segment.baseOffset())
                    .addKeyValue("position", position)
                    .addKeyValue("bytes", cut)
                    .addKeyValue("endOffset", segment.nextOffset())
                    .log("segment is cut at its first bad batch");
        }
        return cut > 0;
    }

    /**
     * Whether the batches that lead up to the next segment did not come to the disk: they were written before it, so that it
     * does not connect. Of a compacted topic nobody can tell: there offsets go missing in good order.
     */
    private boolean lostItsEnd(Segment segment, long nextBase) {
        boolean lost = !config.compact() && segment.nextOffset() < nextBase;
        if (lost) {
            LOGGER.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("segment", segment.baseOffset())
                    .addKeyValue("endOffset", segment.nextOffset())
                    .addKeyValue("nextSegment", nextBase)
                    .log("segment lost its end, what follows does not connect");
        }
        return lost;
    }

    /** A batch that leaves a gap and reaches into the next one has a false offset, which no checksum covers. */
    private boolean follows(Segment segment, BatchCursor batch) throws IOException {
        if (config.compact() || OffsetChain.follows(batch, segment.nextOffset())) {
            return true;
        }
        long position = batch.position();
        long end = batch.lastOffset() + 1;
        long from = batch.baseOffset();
        boolean contradicted = batch.next() && batch.lastOffset() >= segment.nextOffset() && batch.baseOffset() < end;
        boolean back = batch.moveTo(position);
        if (!contradicted) {
            lost.within(segment.nextOffset(), from);
        }
        return back && !contradicted;
    }

    private static boolean fits(Segment segment, BatchCursor batch) {
        return batch.baseOffset() >= segment.nextOffset()
                && batch.lastOffset() - segment.baseOffset() <= Integer.MAX_VALUE
                && batch.position() + batch.size() <= Integer.MAX_VALUE;
    }

    private static void settle(Segment segment, boolean active) throws IOException {
        if (active) {
            segment.force();
        } else {
            segment.seal();
            segment.force();
            segment.close();
        }
    }

    /** What follows a bad batch, or a lost one, was never acknowledged as durable and does not connect (COMPAT A8.6). */
    private void dropFrom(List<Long> bases) throws IOException {
        for (long base : bases) {
            LOGGER.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("segment", base)
                    .log("segment that does not connect is dropped");
            unchecked(base).bury(context.graveyard(), nowMillis + config.fileDeleteDelayMillis());
        }
    }

    /** COMPAT A8.7. */
    private void restart(List<Segment> kept, long end, long logStartOffset) throws IOException {
        if (!kept.isEmpty()) {
            lost.all(end, logStartOffset);
        }
        for (Segment segment : kept) {
            segment.bury(context.graveyard(), nowMillis + config.fileDeleteDelayMillis());
        }
        kept.clear();
        kept.add(Segment.create(directory, logStartOffset, nowMillis, context.jitter(config)));
    }

    /** A transaction index that does not fit is filled again by the replay of the producers. */
    private void checkTransactions(Segments segments, long logStart) throws IOException {
        TransactionEvidence evidence = new TransactionEvidence(segments, logStart, window);
        for (int i = segments.count() - 1; i >= 0; i--) {
            Segment segment = segments.at(i);
            if (!rebuilt.contains(segment) && !evidence.supports(i)) {
                LOGGER.atWarn()
                        .addKeyValue("partition", partition)
                        .addKeyValue("segment", segment.baseOffset())
                        .log("transaction index does not fit its segment and is built again");
                segment.transactions().clear();
                rebuilt.add(segment);
            }
        }
    }
}
