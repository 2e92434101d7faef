package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * The segment that a compaction writes, on its way from {@code .cleaned} by {@code .swap} to its plain name (COMPAT A10.4).
 * Until it is {@code .swap} it is worthless after a crash, from then on the next start completes what was begun. Thread: one
 * cleaner thread; {@link #takePlaceOf} the log lane.
 */
final class CompactionOutput {
    private final Path directory;
    private final Segment segment;

    CompactionOutput(Path directory, long baseOffset, long nowMillis) throws IOException {
        this.directory = directory;
        segment = Segment.createCleaned(directory, baseOffset, nowMillis);
    }

    void append(ByteBuffer batch, LogConfig config) throws IOException, CompactionFailure {
        if (segment.sizeBytes() + batch.remaining() > Integer.MAX_VALUE) {
            throw new CompactionFailure("segment " + segment.baseOffset() + " would become larger than 2 GiB");
        }
        segment.append(batch, config.indexIntervalBytes());
    }

    void aborted(AbortedTransaction transaction) throws IOException {
        segment.transactions().add(transaction);
    }

    long sizeBytes() {
        return segment.sizeBytes();
    }

    /**
     * All is written: brings it to the disk.
     *
     * @param lastModified of the newest source, which retention by time may go by
     */
    void finish(FileTime lastModified) throws IOException {
        segment.seal();
        Files.setLastModifiedTime(name(SegmentName.LOG + SegmentName.CLEANED), lastModified);
        segment.force();
        segment.close();
    }

    /**
     * Takes the place of the segments that it was made of. Thread: the log lane, because from its first step on the next
     * start would complete it: nothing may happen to the log in between.
     */
    Segment takePlaceOf(List<Segment> sources, LogContext context, long nowMillis, long dueMillis) throws IOException {
        // The batches last: indexes without them are swept away at a start, they without indexes are not.
        rename(SegmentName.INDEXES, SegmentName.CLEANED, SegmentName.SWAP);
        rename(List.of(SegmentName.LOG), SegmentName.CLEANED, SegmentName.SWAP);
        DurableFile.syncDirectory(directory);
        sources.get(0).buryRecords(context.graveyard(), dueMillis);
        for (Segment source : sources.subList(1, sources.size())) {
            source.bury(context.graveyard(), dueMillis);
        }
        DurableFile.syncDirectory(directory); // Never a replaced segment beside what replaced it.
        rename(SegmentName.RECORDS, SegmentName.SWAP, "");
        DurableFile.syncDirectory(directory);
        Segment placed = Segment.open(directory, segment.baseOffset(), nowMillis, 0);
        if (!placed.readEnd(
                new BatchCursor(placed.log(), context.lane().memory().window(), BatchCursor.LOOKUP_WINDOW))) {
            throw new IOException("segment " + placed.log().path() + " does not read as it was written");
        }
        placed.close(); // Opened again when someone reads it.
        return placed;
    }

    /** It is not wanted any more; the sources stand as they were. */
    void discard() throws IOException {
        segment.close();
        for (String suffix : SegmentName.RECORDS) {
            Files.deleteIfExists(name(suffix + SegmentName.CLEANED));
        }
    }

    private void rename(List<String> suffixes, String from, String to) throws IOException {
        for (String suffix : suffixes) {
            Path file = name(suffix + from);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(
                        file, name(suffix + to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path name(String suffix) {
        return SegmentName.of(directory, segment.baseOffset(), suffix);
    }
}
