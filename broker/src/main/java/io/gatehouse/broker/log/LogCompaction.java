package io.gatehouse.broker.log;

import io.gatehouse.broker.log.CompactionSource.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * One compaction of one log (COMPAT A10.3, A10.4): first the newest offset of each key in the dirty part, then all segments
 * written anew, run by run, without what is superseded. Reads files that nobody writes to any more, so that the log goes on
 * serving meanwhile. Thread: one cleaner thread.
 */
final class LogCompaction {
    /**
     * How a compaction shares with the others, and what it may use.
     *
     * @param io told of every byte that is read or written, and may make it wait
     */
    record Means(Supplier<KeyHash> keys, long dedupeBytes, double loadFactor, int batchBytes, LongConsumer io) {}

    /** @param end the log is clean up to here */
    record Outcome(long end, long bytesBefore, long bytesAfter) {}

    /** The log, or a part of it, went away meanwhile: nothing is wrong. */
    static final class Interrupted extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Puts what was made of a run in its place; false when nothing was done, because the run is not there any more. */
    @FunctionalInterface
    interface Swap {
        boolean in(List<Segment> run, CompactionOutput made);
    }

    @FunctionalInterface
    private interface OnBatch {
        /** @return false to stop */
        boolean take(ByteBuffer batch) throws IOException, CompactionFailure;
    }

    private final CompactionSource source;
    private final Means means;
    private final long nowMillis;
    private final Swap swap;
    private final BooleanSupplier stopped;
    private final KeyHash hash;
    private final StoredRecords stored;
    private final ByteBuffer window;
    private ByteBuffer batch;
    private long mappedEnd;
    private long bytesAfter;

    LogCompaction(CompactionSource source, Means means, long nowMillis, Swap swap, BooleanSupplier stopped) {
        this.source = source;
        this.means = means;
        this.nowMillis = nowMillis;
        this.swap = swap;
        this.stopped = stopped;
        hash = means.keys().get();
        LaneMemory memory = new LaneMemory();
        window = memory.window();
        stored = new StoredRecords(hash, memory, Codec.budget(source.config().maxMessageBytes()));
        batch = ByteBuffer.allocate(means.batchBytes());
    }

    /**
     * @throws CompactionFailure when the log cannot be compacted; it is as it was, or a first part of it is compacted
     * @throws IOException when the new files cannot be written, or the old ones not be read
     */
    Outcome run() throws CompactionFailure, IOException, Interrupted {
        try {
            return compact();
        } catch (CompactionFailure | IOException failed) {
            if (stopped.getAsBoolean()) {
                throw new Interrupted(); // The files may have been cut under our hands.
            }
            throw failed;
        }
    }

    private Outcome compact() throws CompactionFailure, IOException, Interrupted {
        KeyOffsets newest = newest();
        CompactionRules rules = new CompactionRules(newest, mappedEnd, nowMillis, source);
        BatchCompaction batches = new BatchCompaction(rules, stored, hash);
        CompactedTransactions transactions = new CompactedTransactions(source.aborted());
        long bytesBefore = 0;
        for (List<Piece> run : source.runs(mappedEnd)) {
            rewrite(run, batches, transactions);
            for (Piece piece : run) {
                bytesBefore += piece.bytes();
            }
        }
        return new Outcome(mappedEnd, bytesBefore, bytesAfter);
    }

    // The newest offsets

    private KeyOffsets newest() throws CompactionFailure, IOException, Interrupted {
        KeyOffsets newest = KeyOffsets.forKeys(dirtyRecords(), means.dedupeBytes(), means.loadFactor());
        CompactedTransactions transactions = new CompactedTransactions(source.aborted());
        mappedEnd = source.firstDirty();
        for (Piece piece : source.pieces()) {
            if (piece.end() > source.firstDirty() && !read(piece, each -> note(each, newest, transactions))) {
                return full(newest);
            }
        }
        mappedEnd = source.end();
        return newest;
    }

    /** Makes up for memory: what does not fit now is for the next time. */
    private KeyOffsets full(KeyOffsets newest) throws CompactionFailure {
        if (mappedEnd == source.firstDirty()) {
            throw new CompactionFailure("the batch at offset " + mappedEnd + " has more keys than "
                    + means.dedupeBytes() + " bytes hold (raise log.cleaner.dedupe.buffer.size)");
        }
        return newest;
    }

    private boolean note(ByteBuffer each, KeyOffsets newest, CompactedTransactions transactions)
            throws CompactionFailure {
        boolean concerned = Batch.lastOffset(each, 0) >= source.firstDirty()
                && !Batch.hasAttribute(each, 0, Batch.CONTROL)
                && !transactions.isAborted(each);
        if (concerned) {
            if (!newest.takes(Batch.count(each, 0))) {
                return false;
            }
            stored.walk(each, (index, offset, timestamp, hasKey, hasValue) -> {
                if (hasKey && offset >= source.firstDirty()) {
                    newest.put(hash, offset);
                }
            });
        }
        mappedEnd = Math.max(mappedEnd, Batch.lastOffset(each, 0) + 1);
        return true;
    }

    /** At most so many keys, as the headers tell. */
    private long dirtyRecords() throws IOException, Interrupted {
        long records = 0;
        for (Piece piece : source.pieces()) {
            if (piece.end() > source.firstDirty()) {
                records += records(piece);
            }
        }
        return records;
    }

    private long records(Piece piece) throws IOException, Interrupted {
        long records = 0;
        try (LogFile file = open(piece)) {
            BatchCursor cursor = new BatchCursor(file, window, BatchCursor.LOOKUP_WINDOW);
            boolean more = cursor.moveTo(0);
            while (more) {
                if (cursor.magic() == Batch.MAGIC) {
                    records += Math.min(Batch.count(cursor.header(), cursor.headerAt()), cursor.size());
                }
                more = cursor.next();
            }
        }
        return records;
    }

    // Writing anew

    private void rewrite(List<Piece> run, BatchCompaction batches, CompactedTransactions transactions)
            throws CompactionFailure, IOException, Interrupted {
        Segment first = run.get(0).segment();
        CompactionOutput output = new CompactionOutput(first.directory(), first.baseOffset(), nowMillis);
        boolean ours = true; // From the swap on, what is there may be the only copy.
        try {
            for (Piece piece : run) {
                read(piece, each -> {
                    Optional<ByteBuffer> kept = kept(each, batches, transactions, output);
                    if (kept.isPresent()) {
                        means.io().accept(kept.get().remaining());
                        output.append(kept.get(), source.config());
                    }
                    return true;
                });
            }
            output.finish(lastModified(run.get(run.size() - 1)));
            bytesAfter += output.sizeBytes();
            ours = false;
            ours = !swap.in(run.stream().map(Piece::segment).toList(), output);
        } finally {
            if (ours) {
                output.discard();
            }
        }
        if (ours) {
            throw new Interrupted();
        }
    }

    private static Optional<ByteBuffer> kept(
            ByteBuffer each, BatchCompaction batches, CompactedTransactions transactions, CompactionOutput output)
            throws CompactionFailure, IOException {
        if (!Batch.hasAttribute(each, 0, Batch.CONTROL)) {
            transactions.records(each);
            return batches.records(each, transactions.isAborted(each));
        }
        boolean alone = !transactions.marker(each);
        AbortedTransaction aborted = transactions.around(each);
        if (!alone && aborted != null && aborted.lastOffset() == Batch.lastOffset(each, 0)) {
            output.aborted(aborted); // COMPAT A10.11.
        }
        return batches.marker(each, alone);
    }

    private static FileTime lastModified(Piece piece) throws IOException, Interrupted {
        try {
            return Files.getLastModifiedTime(piece.segment().log().path());
        } catch (NoSuchFileException gone) {
            throw new Interrupted();
        }
    }

    // Reading

    /** Hands every batch of a segment on, its checksum checked; false when {@code onBatch} stopped it. */
    private boolean read(Piece piece, OnBatch onBatch) throws CompactionFailure, IOException, Interrupted {
        try (LogFile file = open(piece)) {
            BatchCursor cursor = new BatchCursor(file, window, window.capacity());
            long position = 0;
            long next = piece.segment().baseOffset();
            while (position < piece.bytes()) {
                if (stopped.getAsBoolean()) {
                    throw new Interrupted();
                }
                if (!cursor.moveTo(position)) {
                    throw unreadable(piece, position, "is not one");
                }
                if (cursor.baseOffset() < next || cursor.lastOffset() >= piece.end()) { // No checksum covers these.
                    throw unreadable(piece, position, "has offsets that are not its segment's");
                }
                next = cursor.lastOffset() + 1;
                load(piece, file, cursor);
                means.io().accept(batch.limit());
                if (!onBatch.take(batch)) {
                    return false;
                }
                position += cursor.size();
            }
            return true;
        }
    }

    private void load(Piece piece, LogFile file, BatchCursor cursor) throws CompactionFailure, IOException {
        if (cursor.magic() != Batch.MAGIC) {
            throw unreadable(piece, cursor.position(), "has the format of Kafka 0.10 or older, which is only served");
        }
        if (cursor.size() > batch.capacity()) {
            if (!cursor.crcMatches()) { // Before its size is believed.
                throw unreadable(piece, cursor.position(), "has a wrong checksum");
            }
            batch = ByteBuffer.allocate((int) cursor.size());
        }
        batch.clear().limit((int) cursor.size());
        file.read(batch, cursor.position());
        batch.flip();
        if (batch.limit() != cursor.size() || Batch.crc(batch, 0) != Batch.computedCrc(batch, 0)) {
            throw unreadable(piece, cursor.position(), "has a wrong checksum");
        }
    }

    private static CompactionFailure unreadable(Piece piece, long position, String what) {
        return new CompactionFailure("the batch at position " + position + " of "
                + piece.segment().log().path() + " " + what);
    }

    private static LogFile open(Piece piece) throws IOException, Interrupted {
        try {
            return LogFile.open(piece.segment().log().path());
        } catch (NoSuchFileException gone) {
            throw new Interrupted();
        }
    }
}
