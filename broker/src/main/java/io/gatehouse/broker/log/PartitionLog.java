package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * The log of one partition.
 *
 * <p>Thread: the partition's log lane, except where a method says any. I/O errors are thrown as {@link LogFailure}.
 */
public final class PartitionLog {
    private final TopicPartition partition;
    private final LogContext context;
    private final DirectoryHealth health;
    private final Path directory;
    private final Segments segments;
    private final LeaderEpochs epochs;
    private ProducerStates producers;
    private final LogReader reader;

    private volatile TopicId topicId;
    private volatile LogConfig config;
    private volatile long logStartOffset;
    private volatile long logEndOffset;
    private volatile long highWatermark;
    private volatile long recoveryPoint;
    private volatile long sizeBytes;
    /** {@link UnstableTransactions#firstUnstable}, for other threads. */
    private volatile long firstUnstable;

    private volatile long firstBaseOffset;
    /** Closed or deleted; read by the background thread. */
    private volatile boolean ended;

    private long unflushed;
    private long unflushedSinceMillis;
    private boolean namesChanged = true;

    PartitionLog(LoadedLog loaded, LogConfig config, LogContext context) {
        partition = loaded.partition();
        this.context = context;
        health = context.health();
        directory = loaded.directory();
        segments = loaded.segments();
        epochs = loaded.epochs();
        producers = loaded.producers();
        reader = new LogReader(partition, segments, context.lane().memory());
        topicId = loaded.topicId();
        this.config = config;
        logStartOffset = loaded.logStartOffset();
        logEndOffset = segments.active().nextOffset();
        recoveryPoint = Math.min(loaded.recoveryPoint(), logEndOffset);
        sizeBytes = segments.sizeBytes();
        firstBaseOffset = segments.first().baseOffset();
        highWatermark = clamped(loaded.highWatermark());
        updateStable();
    }

    /** Thread: any. */
    public TopicPartition partition() {
        return partition;
    }

    /** {@link TopicId#ZERO} in a directory from before topics had ids. Thread: any. */
    public TopicId topicId() {
        return topicId;
    }

    /** Gives an id to a log that has none yet (COMPAT A7.8). */
    public void assignTopicId(TopicId id) {
        enter();
        if (!topicId.equals(TopicId.ZERO)) {
            throw new IllegalStateException(partition + " has topic id " + topicId + " already");
        }
        health.onDisk("writing the topic id of " + partition, () -> PartitionMetadata.write(directory, id));
        topicId = id;
    }

    /** Thread: any. */
    public LogLane lane() {
        return context.lane();
    }

    /** Thread: any. */
    public LogConfig config() {
        return config;
    }

    /** Thread: any; the next operation sees it. */
    public void config(LogConfig newConfig) {
        config = newConfig;
    }

    /**
     * Checks the batches, gives them offsets and the leader epoch, writes them.
     *
     * @param batches taken over: changed in place where possible. From a client exactly one batch of format v2
     * @param produceVersion of the request; zstd needs 7
     */
    public AppendResult append(
            ByteBuffer batches, int leaderEpoch, AppendOrigin origin, short produceVersion, Instant now) {
        enter();
        if (leaderEpoch < epochs.latest()) {
            return AppendResult.refused(
                    ErrorCode.NOT_LEADER_OR_FOLLOWER,
                    "leader epoch " + leaderEpoch + " (expected: " + epochs.latest() + " or later)");
        }
        AppendPlan plan = new AppendPlan(
                new AppendPlan.Request(leaderEpoch, origin, produceVersion, now.toEpochMilli(), config),
                context.lane().memory(),
                logEndOffset);
        try {
            Optional<AppendResult> answer = plan.take(writable(batches), producers, logStartOffset);
            return answer.isPresent() ? answer.get() : write(plan);
        } catch (InvalidRecords refused) {
            return AppendResult.refused(refused.error(), refused.sentence());
        } catch (IOException failed) {
            throw health.failed("append to " + partition, failed);
        }
    }

    private static ByteBuffer writable(ByteBuffer batches) {
        return batches.isReadOnly()
                ? ByteBuffer.allocate(batches.remaining()).put(batches).flip()
                : batches.order(ByteOrder.BIG_ENDIAN);
    }

    private AppendResult write(AppendPlan plan) throws IOException {
        AppendPlan.Request how = plan.request();
        long baseOffset = logEndOffset;
        long lastOffset = plan.nextOffset() - 1;
        if (segments.active()
                .mustRollBefore(plan.bytes(), lastOffset, plan.maxTimestamp(), how.nowMillis(), how.config())) {
            roll(how.nowMillis());
        }
        epochs.assign(how.leaderEpoch(), baseOffset);
        epochs.store();
        for (ByteBuffer batch : plan.batches()) {
            int at = batch.position();
            segments.active().append(batch, how.config().indexIntervalBytes());
            Optional<AbortedTransaction> aborted = producers.written(batch, at);
            if (aborted.isPresent()) {
                segments.active().transactions().add(aborted.get());
            }
        }
        updateStable();
        resized(plan.bytes());
        logEndOffset = plan.nextOffset();
        flushWhenDue(plan.nextOffset() - baseOffset, how);
        return AppendResult.appended(
                baseOffset, lastOffset, how.config().logAppendTime() ? how.nowMillis() : -1, logStartOffset);
    }

    private void updateStable() {
        producers.transactions().committed(highWatermark);
        firstUnstable = producers.transactions().firstUnstable();
    }

    private void flushWhenDue(long records, AppendPlan.Request how) throws IOException {
        if (unflushed == 0) {
            unflushedSinceMillis = how.nowMillis();
        }
        unflushed += records;
        if (unflushed >= how.config().flushMessages()) {
            flushAll();
        }
    }

    /** Ends the active segment and begins the next one at the log's end (COMPAT A9.2). */
    private void roll(long nowMillis) throws IOException {
        Segment old = segments.active();
        old.seal();
        long baseOffset = logEndOffset;
        segments.add(Segment.create(directory, baseOffset, nowMillis, context.jitter(config)));
        namesChanged = true;
        RolledSegment rolled = new RolledSegment(directory, old, baseOffset, producers);
        context.background().execute(() -> settle(rolled));
    }

    /** Thread: the directory's background. Brings a rolled segment to the disk. */
    private void settle(RolledSegment rolled) {
        if (ended || rolled.gone() || !health.online()) {
            return;
        }
        try {
            rolled.bringToDisk();
            context.lane().execute(() -> settled(rolled));
        } catch (IOException failed) {
            if (!ended && !rolled.gone()) { // Otherwise its files went away under our hands, as they should.
                throw health.failed("bringing a segment of " + partition + " to the disk", failed);
            }
        } catch (RejectedExecutionException full) {
            return; // A later flush or the next roll tells the recovery point.
        }
    }

    private void settled(RolledSegment rolled) {
        if (!rolled.gone()) { // After a truncation others may stand at its offsets.
            recoveryPoint = Math.max(recoveryPoint, rolled.end());
            health.onDisk("closing a segment of " + partition, rolled::close);
        }
    }

    /**
     * Whole batches from {@code fromOffset} on, at most {@code maxBytes}, ending at or below {@code upperOffset}.
     *
     * @param atLeastOneBatch return the first batch even when it alone is larger than {@code maxBytes}
     */
    public ReadResult read(long fromOffset, int maxBytes, long upperOffset, boolean atLeastOneBatch) {
        SliceResult found = slice(fromOffset, maxBytes, upperOffset, atLeastOneBatch);
        return found.error() == ErrorCode.NONE
                ? found.slice().map(slice -> ReadResult.of(load(slice))).orElseGet(ReadResult::empty)
                : ReadResult.failed(found.error());
    }

    /** Like {@link #read}, but only tells where in a file the batches are. The caller closes the slice. */
    public SliceResult slice(long fromOffset, int maxBytes, long upperOffset, boolean atLeastOneBatch) {
        enter();
        if (fromOffset < logStartOffset || fromOffset > logEndOffset) {
            return SliceResult.failed(ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        long bound = Math.min(upperOffset, logEndOffset);
        if (fromOffset >= bound) {
            return SliceResult.EMPTY;
        }
        return health.onDisk(
                "read of " + partition,
                () -> reader.slice(fromOffset, Math.max(0, maxBytes), bound, atLeastOneBatch, config));
    }

    /** All of a slice of this log as memory of the caller's own; closes the slice. */
    public ByteBuffer load(RecordSlice slice) {
        try (slice) {
            return health.onDisk("read of " + partition, slice::read);
        }
    }

    /** Makes the operating system fetch a slice from the disk, so that whoever sends it does not have to wait. */
    public void prefetch(RecordSlice slice) {
        enter();
        health.onDisk(
                "read of " + partition, () -> context.lane().memory().sink().take(slice));
    }

    /** The aborted transactions that a READ_COMMITTED reader of {@code from} up to {@code upper} has to skip. */
    public List<AbortedTransaction> aborted(long from, long upper) {
        enter();
        return health.onDisk("transaction index of " + partition, () -> reader.aborted(from, upper));
    }

    /** Thread: any. */
    public long logStartOffset() {
        return logStartOffset;
    }

    /** Thread: any. */
    public long logEndOffset() {
        return logEndOffset;
    }

    /** The newest leader epoch in the log, -1 when none. Thread: any. */
    public int latestEpoch() {
        return epochs.latest();
    }

    /** The leader epoch of the record at {@code offset}, -1 when not known. */
    public int epochAt(long offset) {
        context.lane().assertInLane();
        return epochs.at(offset);
    }

    /** Thread: any. */
    public long highWatermark() {
        return highWatermark;
    }

    /** Sets it, clamped to log start and log end (COMPAT B1.1). */
    public void highWatermark(long offset) {
        context.lane().assertInLane();
        highWatermark = clamped(offset);
        updateStable();
    }

    private long clamped(long offset) {
        return Math.max(logStartOffset, Math.min(offset, logEndOffset));
    }

    /** The first offset that a READ_COMMITTED reader may not see yet (COMPAT A11.4). Thread: any. */
    public long lastStableOffset() {
        return Math.min(highWatermark, Math.max(firstUnstable, logStartOffset));
    }

    /** COMPAT B2.2. */
    public EpochEnd endOffsetFor(int epoch) {
        context.lane().assertInLane();
        return epochs.endOffsetFor(epoch, logEndOffset);
    }

    /** The first record with this timestamp or a later one (COMPAT A4.2.4). */
    public Optional<TimestampAndOffset> offsetFor(long timestamp) {
        enter();
        return health.onDisk(
                "lookup by time in " + partition, () -> reader.offsetFor(timestamp, logStartOffset, config));
    }

    /** The record with the largest timestamp, or {@link TimestampAndOffset#NONE} (KIP-734). */
    public TimestampAndOffset maxTimestamp() {
        enter();
        return health.onDisk("lookup by time in " + partition, () -> reader.maxTimestamp(logStartOffset, config));
    }

    /** This broker leads from now on, under {@code leaderEpoch} (COMPAT B2.1). */
    public void beginEpoch(int leaderEpoch) {
        enter();
        epochs.assign(leaderEpoch, logEndOffset);
        health.onDisk("writing the leader epochs of " + partition, epochs::store);
    }

    /** Returns when everything appended so far is on the disk. */
    public void flush() {
        enter();
        health.onDisk("flush of " + partition, this::flushAll);
    }

    private void flushAll() throws IOException {
        long end = logEndOffset;
        if (recoveryPoint < end || unflushed > 0) {
            for (int i = segments.indexFor(recoveryPoint); i < segments.count(); i++) {
                segments.at(i).force();
            }
        }
        if (namesChanged) {
            DurableFile.syncDirectory(directory);
            namesChanged = false;
        }
        recoveryPoint = end;
        unflushed = 0;
    }

    /** Flushes what has waited longer than {@code flush.ms}. */
    void flushIfDue(long nowMillis) {
        if (unflushed > 0 && nowMillis - unflushedSinceMillis >= config.flushMillis()) {
            flush();
        }
    }

    /** Bytes in all segments. Thread: any. */
    public long sizeBytes() {
        return sizeBytes;
    }

    private void resized(long by) {
        long before = sizeBytes;
        sizeBytes = before + by;
    }

    /** Everything below is on the disk. Thread: any. */
    long recoveryPoint() {
        return recoveryPoint;
    }

    /** Whether the log starts within its first segment, which only a checkpoint can tell (COMPAT A1.4). Thread: any. */
    boolean startsWithinSegment() {
        return logStartOffset > firstBaseOffset;
    }

    Path directory() {
        return directory;
    }

    /** Thread: any. */
    boolean online() {
        return health.online();
    }

    /** What a copy of the log is made from. */
    Segments segments() {
        return segments;
    }

    /**
     * All that the log says, for a copy of it; what is not in the segments is written beside them.
     *
     * @param copy where they are now
     * @param live where they will be
     */
    LoadedLog asMoved(Path copy, Path live, Segments copied) throws IOException {
        ProducerSnapshot.write(copy, logEndOffset, producers);
        return new LoadedLog(
                partition,
                topicId,
                live,
                copied,
                epochs.copied(copy, live),
                producers,
                logStartOffset,
                logEndOffset,
                highWatermark,
                false);
    }

    /** The copy's directory got its live name. */
    void named() {
        segments.moved(directory);
    }

    /** Removes what retention no longer keeps (COMPAT A9.4 to A9.9) and forgets silent producers. */
    public void retain(Instant now, long producerExpiryMillis) {
        enter();
        long nowMillis = now.toEpochMilli();
        producers.expire(nowMillis - producerExpiryMillis);
        health.onDisk("retention of " + partition, () -> removeExpired(nowMillis));
    }

    /**
     * Makes {@code offset} the start of the log (COMPAT A9.10). Nothing below it can be read from now on; its files go
     * with retention.
     *
     * @param offset -1 for the high watermark
     */
    public ErrorCode deleteBefore(long offset) {
        enter();
        if (!config.delete()) {
            return ErrorCode.POLICY_VIOLATION;
        }
        long start = offset == -1 ? highWatermark : offset;
        if (start < 0 || start > highWatermark) {
            return ErrorCode.OFFSET_OUT_OF_RANGE;
        }
        if (start > logStartOffset) {
            health.onDisk("writing the leader epochs of " + partition, () -> {
                epochs.truncateFromStart(start);
                epochs.store();
            });
            logStartOffset = start; // After the epochs: a checkpoint that says more than they do is not believed.
        }
        return ErrorCode.NONE;
    }

    private void removeExpired(long nowMillis) throws IOException {
        int expired = new Retention(segments, config, logStartOffset, highWatermark, nowMillis).expired();
        if (expired == segments.count()) {
            roll(nowMillis); // COMPAT A9.7.
        }
        for (int i = 0; i < expired; i++) {
            Segment oldest = segments.removeFirst();
            resized(-oldest.sizeBytes());
            oldest.bury(context.graveyard(), nowMillis + config.fileDeleteDelayMillis());
        }
        if (expired > 0) {
            firstBaseOffset = segments.first().baseOffset();
            logStartOffset = Math.max(logStartOffset, firstBaseOffset);
            highWatermark = clamped(highWatermark);
            epochs.truncateFromStart(logStartOffset);
            epochs.store();
            DurableFile.syncDirectory(directory);
        }
    }

    /** What of the log could be compacted now (COMPAT A10.2). */
    Cleanable cleanable(long cleanUpTo, long nowMillis) {
        enter();
        return health.onDisk(
                "looking for what to compact in " + partition,
                () -> view(cleanUpTo, nowMillis).cleanable());
    }

    /** The same, with all that a compaction wants to know. */
    CompactionSource compactionSource(long cleanUpTo, long nowMillis) {
        enter();
        return health.onDisk(
                "looking for what to compact in " + partition,
                () -> view(cleanUpTo, nowMillis).source(reader, producers));
    }

    private CompactionView view(long cleanUpTo, long nowMillis) {
        long upper = Math.min(lastStableOffset(), recoveryPoint);
        return new CompactionView(segments, config, nowMillis, upper, cleanUpTo, logStartOffset, logEndOffset);
    }

    /**
     * Puts what compaction made of a run of segments in their place (COMPAT A10.4).
     *
     * @return false when they are not there any more as they were; nothing is changed then
     */
    boolean replace(CompactionSource source, List<Segment> run, CompactionOutput made, long nowMillis) {
        enter();
        int at = cutSince(source) ? -1 : segments.find(run);
        if (at >= 0) {
            health.onDisk("replacing compacted segments of " + partition, () -> {
                long due = nowMillis + config.fileDeleteDelayMillis();
                segments.replace(at, run.size(), made.takePlaceOf(run, context, nowMillis, due));
                resized(segments.sizeBytes() - sizeBytes);
            });
        }
        return at >= 0;
    }

    /** Whether the log was truncated since, so that values may be gone for which older ones were given up. Thread: any. */
    boolean cutSince(CompactionSource source) {
        return segments.cuts() != source.cuts();
    }

    /**
     * Takes back the batch that holds {@code offset} and all behind it; where the log starts behind it, everything, so that it
     * begins anew there. When this returns, no crash brings it back (COMPAT B7.5, B7.6).
     *
     * @return false when the log ends there or before
     */
    boolean truncateTo(long offset, Instant now) {
        enter();
        return health.onDisk("truncation of " + partition, () -> {
            if (offset >= logEndOffset) {
                epochs.truncateFromEnd(logEndOffset); // It may have begun one and written nothing under it.
                epochs.store();
                return false;
            }
            truncate(Truncation.Cut.at(offset, logStartOffset, segments, context.lane()), now);
            return true;
        });
    }

    /** Drops everything; the log begins anew at {@code offset} (COMPAT A5.5.3, B7.7). */
    void restartAt(long offset, Instant now) {
        enter();
        health.onDisk("new start of " + partition, () -> truncate(Truncation.Cut.all(offset), now));
    }

    private void truncate(Truncation.Cut cut, Instant now) throws IOException {
        recoveryPoint = Math.min(recoveryPoint, cut.end()); // Before the checkpoints, which others write from these.
        highWatermark = Math.min(highWatermark, cut.end());
        producers = new Truncation(partition, segments, epochs, context, config, now.toEpochMilli()).run(cut);
        firstBaseOffset = segments.first().baseOffset();
        logStartOffset = cut.start();
        logEndOffset = cut.end();
        highWatermark = clamped(highWatermark);
        unflushed = Math.min(unflushed, logEndOffset - recoveryPoint);
        resized(segments.sizeBytes() - sizeBytes);
        updateStable();
    }

    /** Closed or deleted. Thread: any. */
    boolean ended() {
        return ended;
    }

    /** Orderly end (COMPAT A8.14): flushed, indexes trimmed, producers written. */
    void close() {
        context.lane().assertInLane();
        if (ended) {
            return;
        }
        health.onDisk("closing " + partition, () -> {
            segments.active().seal();
            flushAll();
            ProducerSnapshot.write(directory, logEndOffset, producers);
            LeftoverFiles.removeStraySnapshots(directory, segments, logEndOffset);
            segments.close();
        });
        ended = true;
    }

    /** Lets go of the files, which are renamed or broken. */
    void abandon() {
        context.lane().assertInLane();
        ended = true;
        health.onDisk("closing " + partition, segments::close);
    }

    private void enter() {
        context.lane().assertInLane();
        health.requireOnline();
        if (ended) {
            throw new LogFailure("log of " + partition + " is closed");
        }
    }
}
