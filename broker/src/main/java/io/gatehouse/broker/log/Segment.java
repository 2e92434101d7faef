package io.gatehouse.broker.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A run of batches in one {@code .log} file with its indexes. Each batch is indexed on its own, by its last offset
 * and where it starts (COMPAT A4.1.1).
 *
 * <p>Thread: the partition's log lane.
 */
final class Segment implements Closeable {
    private static final long NONE = -1;
    /** How far from the segment's end the batch with the largest timestamp may lie for the rest to be looked at. */
    private static final long TIMES_CHECKED_BYTES = 1 << 18;

    private Path directory;
    private final long baseOffset;
    private final LogFile log;
    private OffsetIndex offsets;
    private TimeIndex times;
    private final TransactionIndex transactions;
    /** When it became the active one, for rolling by wall clock (COMPAT A9.1). */
    private final long createdMillis;

    private final long jitterMillis;
    private long nextOffset;
    private long firstTimestamp = NONE;
    private long maxTimestamp;
    private long maxTimestampOffset;
    private int bytesSinceEntry;
    private final OffsetChain chain = new OffsetChain();
    /** Its files are on their way out, or another object's; read by other threads. */
    private volatile boolean gone;

    private Segment(
            Path directory,
            long baseOffset,
            LogFile log,
            OffsetIndex offsets,
            TimeIndex times,
            TransactionIndex transactions,
            long createdMillis,
            long jitterMillis) {
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.log = log;
        this.offsets = offsets;
        this.times = times;
        this.transactions = transactions;
        this.createdMillis = createdMillis;
        this.jitterMillis = jitterMillis;
        nextOffset = baseOffset;
        maxTimestamp = times.lastTimestamp();
        maxTimestampOffset = times.lastOffset();
    }

    static Segment create(Path directory, long baseOffset, long nowMillis, long jitterMillis) throws IOException {
        return new Segment(
                directory,
                baseOffset,
                LogFile.create(SegmentName.of(directory, baseOffset, SegmentName.LOG)),
                OffsetIndex.empty(SegmentName.of(directory, baseOffset, SegmentName.INDEX), baseOffset),
                TimeIndex.empty(SegmentName.of(directory, baseOffset, SegmentName.TIME_INDEX), baseOffset),
                TransactionIndex.empty(SegmentName.of(directory, baseOffset, SegmentName.TXN_INDEX)),
                nowMillis,
                jitterMillis);
    }

    /** A segment under names that the log does not know yet (COMPAT A3.6). */
    static Segment createCleaned(Path directory, long baseOffset, long nowMillis) throws IOException {
        for (String suffix : SegmentName.RECORDS) {
            Files.deleteIfExists(SegmentName.of(directory, baseOffset, suffix + SegmentName.CLEANED));
        }
        return new Segment(
                directory,
                baseOffset,
                LogFile.create(SegmentName.of(directory, baseOffset, SegmentName.LOG + SegmentName.CLEANED)),
                OffsetIndex.empty(
                        SegmentName.of(directory, baseOffset, SegmentName.INDEX + SegmentName.CLEANED), baseOffset),
                TimeIndex.empty(
                        SegmentName.of(directory, baseOffset, SegmentName.TIME_INDEX + SegmentName.CLEANED),
                        baseOffset),
                TransactionIndex.empty(
                        SegmentName.of(directory, baseOffset, SegmentName.TXN_INDEX + SegmentName.CLEANED)),
                nowMillis,
                0);
    }

    /**
     * Opens what is on the disk, without looking at the batches; {@link #nextOffset} is not known yet.
     *
     * @throws CorruptIndex when an index does not fit
     */
    static Segment open(Path directory, long baseOffset, long nowMillis, long jitterMillis) throws IOException {
        LogFile log = LogFile.open(SegmentName.of(directory, baseOffset, SegmentName.LOG));
        return new Segment(
                directory,
                baseOffset,
                log,
                OffsetIndex.open(SegmentName.of(directory, baseOffset, SegmentName.INDEX), baseOffset, log.size()),
                TimeIndex.open(SegmentName.of(directory, baseOffset, SegmentName.TIME_INDEX), baseOffset),
                TransactionIndex.open(SegmentName.of(directory, baseOffset, SegmentName.TXN_INDEX), baseOffset),
                nowMillis,
                jitterMillis);
    }

    /** Opens it with empty indexes, which a rebuild will fill. */
    static Segment openForRebuild(Path directory, long baseOffset, long nowMillis, long jitterMillis)
            throws IOException {
        return new Segment(
                directory,
                baseOffset,
                LogFile.open(SegmentName.of(directory, baseOffset, SegmentName.LOG)),
                OffsetIndex.empty(SegmentName.of(directory, baseOffset, SegmentName.INDEX), baseOffset),
                TimeIndex.empty(SegmentName.of(directory, baseOffset, SegmentName.TIME_INDEX), baseOffset),
                TransactionIndex.empty(SegmentName.of(directory, baseOffset, SegmentName.TXN_INDEX)),
                nowMillis,
                jitterMillis);
    }

    Path directory() {
        return directory;
    }

    long baseOffset() {
        return baseOffset;
    }

    /** The offset after the last batch. */
    long nextOffset() {
        return nextOffset;
    }

    LogFile log() {
        return log;
    }

    OffsetIndex offsets() {
        return offsets;
    }

    TimeIndex times() {
        return times;
    }

    /** The aborted transactions whose markers are here. */
    TransactionIndex transactions() {
        return transactions;
    }

    OffsetChain chain() {
        return chain;
    }

    long sizeBytes() {
        return log.size();
    }

    boolean empty() {
        return log.size() == 0;
    }

    /** The largest timestamp of its batches; -1 when none has one. */
    long maxTimestamp() {
        return maxTimestamp;
    }

    /** The last offset of the batch that holds it. */
    long maxTimestampOffset() {
        return maxTimestampOffset;
    }

    /** The timestamp of its first batch; -1 when not known. */
    long firstTimestamp() {
        return firstTimestamp;
    }

    long createdMillis() {
        return createdMillis;
    }

    /** What its age limit is reduced by. */
    long jitterMillis() {
        return jitterMillis;
    }

    /** Its directory was renamed. */
    void moved(Path to) {
        directory = to;
        log.moved(SegmentName.of(to, baseOffset, SegmentName.LOG));
        offsets.file().moved(SegmentName.of(to, baseOffset, SegmentName.INDEX));
        times.file().moved(SegmentName.of(to, baseOffset, SegmentName.TIME_INDEX));
        transactions.moved(SegmentName.of(to, baseOffset, SegmentName.TXN_INDEX));
    }

    /** What age retention goes by: the largest timestamp, else when the file was last written (COMPAT A4.2.5). */
    long ageTimestamp(long nowMillis) throws IOException {
        // A record from the future must not keep its segment for ever, so such a one counts by the file's time too.
        return maxTimestamp >= 0 && maxTimestamp <= nowMillis
                ? maxTimestamp
                : Files.getLastModifiedTime(log.path()).toMillis();
    }

    /** COMPAT A9.1. */
    boolean mustRollBefore(int bytes, long lastOffset, long batchTimestamp, long nowMillis, LogConfig config) {
        if (lastOffset - baseOffset > Integer.MAX_VALUE) {
            return true;
        }
        if (empty()) {
            return false;
        }
        return log.size() > config.segmentBytes() - (long) bytes
                || waited(batchTimestamp, nowMillis) > config.segmentMillis() - jitterMillis
                || offsets.full(config.segmentIndexBytes())
                || times.full(config.segmentIndexBytes());
    }

    private long waited(long batchTimestamp, long nowMillis) {
        return firstTimestamp >= 0 && batchTimestamp >= 0 ? batchTimestamp - firstTimestamp : nowMillis - createdMillis;
    }

    /** Writes one batch, whose offsets are final; the buffer's position moves to its limit. */
    void append(ByteBuffer batch, int indexInterval) throws IOException {
        int at = batch.position();
        int bytes = batch.remaining();
        long lastOffset = Batch.lastOffset(batch, at);
        long timestamp = Batch.recordsTimestamp(batch, at);
        int position = (int) log.size();
        log.append(batch);
        note(position, bytes, lastOffset, timestamp, indexInterval);
    }

    /** Takes notice of a batch that is in the file already. */
    void noteStored(BatchCursor batch, int indexInterval) throws IOException {
        note((int) batch.position(), (int) batch.size(), batch.lastOffset(), batch.maxTimestamp(), indexInterval);
    }

    private void note(int position, int bytes, long lastOffset, long timestamp, int indexInterval) throws IOException {
        nextOffset = lastOffset + 1;
        if (timestamp > maxTimestamp) {
            maxTimestamp = timestamp;
            maxTimestampOffset = lastOffset;
        }
        if (firstTimestamp < 0) {
            firstTimestamp = timestamp;
        }
        if (bytesSinceEntry > indexInterval && lastOffset > offsets.lastOffset()) {
            offsets.add(lastOffset, position);
            times.add(maxTimestamp, maxTimestampOffset);
            bytesSinceEntry = 0;
        }
        bytesSinceEntry += bytes;
    }

    /**
     * Learns where the segment ends and its newest timestamps from the batches after the last index entry.
     *
     * @return false when what is there are not whole batches in order, up to the file's end
     */
    boolean readEnd(BatchCursor cursor) throws IOException {
        if (empty()) {
            return offsets.file().count() == 0;
        }
        if (!cursor.moveTo(0)) {
            return false;
        }
        firstTimestamp = cursor.maxTimestamp();
        int from = offsets.lastPosition();
        boolean good = cursor.moveTo(from) && (from == 0 || cursor.baseOffset() <= offsets.lastOffset());
        while (good
                && cursor.lastOffset() >= nextOffset
                && (cursor.position() == from || cursor.baseOffset() >= nextOffset)) {
            noteEnd(cursor);
            if (cursor.position() + cursor.size() == log.size()) {
                return nextOffset > offsets.lastOffset();
            }
            good = cursor.next();
        }
        return false;
    }

    /** Whether the last entry of the time index is what the batches say; retention goes by it, and it has no checksum. */
    boolean timesFit(BatchCursor cursor) throws IOException {
        if (empty() || !cursor.moveTo(0)) {
            return empty();
        }
        if (times.file().count() == 0) {
            return cursor.maxTimestamp() < 0; // A closed segment has an entry if a record has a time.
        }
        long newest = times.lastTimestamp();
        if (!StoredBatches.seek(cursor, offsets, times.lastOffset())
                || cursor.baseOffset() > times.lastOffset()
                || cursor.maxTimestamp() != newest) {
            return false;
        }
        // Beyond that only indexes that were cut off would show, at the price of reading whole segments.
        while (log.size() - cursor.position() <= TIMES_CHECKED_BYTES && cursor.next()) {
            if (cursor.maxTimestamp() > newest) {
                return false;
            }
        }
        return true;
    }

    private void noteEnd(BatchCursor cursor) {
        nextOffset = cursor.lastOffset() + 1;
        if (cursor.maxTimestamp() > maxTimestamp) {
            maxTimestamp = cursor.maxTimestamp();
            maxTimestampOffset = cursor.lastOffset();
        }
    }

    /** Fills the indexes again from the batches; false when those end before the file does. */
    boolean reindex(BatchCursor cursor, int indexInterval) throws IOException {
        clearIndexes();
        boolean more = !empty() && cursor.moveTo(0);
        while (more && cursor.baseOffset() >= nextOffset) {
            noteStored(cursor, indexInterval);
            if (cursor.position() + cursor.size() == log.size()) {
                return true;
            }
            more = cursor.next();
        }
        return empty();
    }

    /** Throws the indexes away, because they do not fit, so that a rebuild can fill them. */
    void clearIndexes() throws IOException {
        offsets.file().close();
        times.file().close();
        offsets = OffsetIndex.empty(SegmentName.of(directory, baseOffset, SegmentName.INDEX), baseOffset);
        times = TimeIndex.empty(SegmentName.of(directory, baseOffset, SegmentName.TIME_INDEX), baseOffset);
        nextOffset = baseOffset;
        firstTimestamp = NONE;
        maxTimestamp = NONE;
        maxTimestampOffset = baseOffset;
        bytesSinceEntry = 0;
    }

    /** Completes the indexes and writes them out: the segment is whole on the disk but for a sync (COMPAT A4.2.3). */
    void seal() throws IOException {
        times.add(maxTimestamp, maxTimestampOffset);
        offsets.file().seal();
        times.file().seal();
        transactions.close();
    }

    /** Returns when batches and index entries are on the disk. */
    void force() throws IOException {
        log.force();
        offsets.file().store();
        times.file().store();
        transactions.force();
        DurableFile.syncIfPresent(offsets.file().path());
        DurableFile.syncIfPresent(times.file().path());
    }

    /**
     * Removes the batches from {@code position} on with what the indexes say of them, and returns when that is on the disk.
     * This object is of no use then: another one is opened on the files.
     *
     * @param end the offset that the log will go on with
     */
    void cut(long position, long end) throws IOException {
        dismiss();
        seal();
        offsets.file().cut((int) position);
        times.file().cut((int) Math.min(end - baseOffset, Integer.MAX_VALUE));
        transactions.cut(end);
        log.truncate(position);
        force();
        close();
    }

    /** Gives the files their names of the dead, the batches first, so that no index ever stands for missing ones. */
    void bury(Graveyard graveyard, long dueMillis) throws IOException {
        bury(SegmentName.ALL, graveyard, dueMillis);
    }

    /** The same, but the producers' state as of its base offset is wanted still. */
    void buryRecords(Graveyard graveyard, long dueMillis) throws IOException {
        bury(SegmentName.RECORDS, graveyard, dueMillis);
    }

    private void bury(List<String> suffixes, Graveyard graveyard, long dueMillis) throws IOException {
        dismiss();
        close();
        for (String suffix : suffixes) {
            Path file = SegmentName.of(directory, baseOffset, suffix);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Path renamed = file.resolveSibling(file.getFileName() + SegmentName.DELETED);
                Files.move(file, renamed, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                graveyard.bury(renamed, dueMillis);
            }
        }
    }

    private synchronized void dismiss() {
        gone = true;
    }

    /** Thread: any. */
    boolean gone() {
        return gone;
    }

    /** Does it unless its files are on their way out; that waits meanwhile. Thread: any. */
    synchronized void unlessGone(DirectoryHealth.DiskWrite action) throws IOException {
        if (!gone) {
            action.run();
        }
    }

    @Override
    public void close() throws IOException {
        log.close();
        offsets.file().close();
        times.file().close();
        transactions.close();
    }
}
