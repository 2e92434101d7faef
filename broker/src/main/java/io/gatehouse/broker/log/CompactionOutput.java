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
 * cleaner thread; {@link #takePlainNames} the log lane.
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
     * All is written: brings it to the disk, from where the next start would take it.
     *
     * @param lastModified of the newest source, which retention by time may go by
     */
    void finish(FileTime lastModified) throws IOException {
        segment.seal();
        Files.setLastModifiedTime(name(SegmentName.LOG + SegmentName.CLEANED), lastModified);
        segment.force();
        segment.close();
        // The batches last: indexes without them are swept away at a start, they without indexes are not.
        rename(SegmentName.INDEXES, SegmentName.CLEANED, SegmentName.SWAP);
        rename(List.of(SegmentName.LOG), SegmentName.CLEANED, SegmentName.SWAP);
        DurableFile.syncDirectory(directory);
    }

    /** The sources are out of the way, on the disk too. */
    void takePlainNames() throws IOException {
        rename(SegmentName.RECORDS, SegmentName.SWAP, "");
        DurableFile.syncDirectory(directory);
    }

    /** It is not wanted any more; the sources stand as they were. */
    void discard() throws IOException {
        segment.close();
        for (String suffix : SegmentName.RECORDS) {
            Files.deleteIfExists(name(suffix + SegmentName.CLEANED));
            Files.deleteIfExists(name(suffix + SegmentName.SWAP));
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
