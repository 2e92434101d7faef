package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The copy of one segment within a {@link FutureLog}, whose thread it is on. */
final class SegmentCopy {
    private final Segment source;
    private final int cuts;
    private final Path directory;
    private @Nullable LogFile log;
    private @Nullable Segment opened;
    private long walked;
    private long endOffset;
    private long bytes;

    /** Thread: the lane. */
    SegmentCopy(Segment source, Path directory) {
        this.source = source;
        this.directory = directory;
        cuts = source.log().cuts();
        endOffset = source.baseOffset();
    }

    Segment source() {
        return source;
    }

    Path sourceFile(String suffix) {
        return SegmentName.of(source.directory(), source.baseOffset(), suffix);
    }

    Path file(String suffix) {
        return SegmentName.of(directory, source.baseOffset(), suffix);
    }

    /** Whether the segment lost bytes since, which may have been copied. Thread: the lane. */
    boolean outdated() {
        return source.log().cuts() != cuts;
    }

    long bytes() {
        return bytes;
    }

    /** The offset after the last whole batch. */
    long endOffset() {
        return endOffset;
    }

    /** The file to append to. */
    LogFile log() throws IOException {
        LogFile file = log;
        if (file == null) {
            file = LogFile.create(file(SegmentName.LOG));
            log = file;
        }
        return file;
    }

    /** Looks at the batches that were added. */
    void walk(ByteBuffer window) throws IOException {
        LogFile file = log();
        bytes = file.size();
        BatchCursor cursor = new BatchCursor(file, window, BatchCursor.LOOKUP_WINDOW);
        while (cursor.moveTo(walked) && cursor.baseOffset() >= endOffset) {
            walked += cursor.size();
            endOffset = cursor.lastOffset() + 1;
        }
    }

    boolean sealed() {
        return opened != null;
    }

    /**
     * Opens the copy, to which nothing is missing any more.
     *
     * @throws LogFailure when it does not hold what the segment holds
     */
    void seal(long nextOffset, int indexInterval, ByteBuffer window) throws IOException {
        LogFile file = log();
        if (walked != file.size() || endOffset != nextOffset) {
            throw new LogFailure(file.path() + " is not readable from byte " + walked + " of " + file.size()
                    + " on (expected: batches up to offset " + nextOffset + ", as in "
                    + source.log().path() + ")");
        }
        file.close();
        Segment copy = open(window);
        if (copy == null) {
            Files.deleteIfExists(file(SegmentName.INDEX));
            Files.deleteIfExists(file(SegmentName.TIME_INDEX));
            copy = Segment.open(directory, source.baseOffset(), source.createdMillis(), source.jitterMillis());
            copy.reindex(new BatchCursor(copy.log(), window, BatchCursor.LOOKUP_WINDOW), indexInterval);
            copy.seal();
            copy.force();
        }
        copy.close();
        opened = copy;
    }

    private @Nullable Segment open(ByteBuffer window) throws IOException {
        try {
            Segment copy = Segment.open(directory, source.baseOffset(), source.createdMillis(), source.jitterMillis());
            BatchCursor cursor = new BatchCursor(copy.log(), window, BatchCursor.LOOKUP_WINDOW);
            return copy.readEnd(cursor) ? copy : null;
        } catch (CorruptIndex unusable) {
            return null; // Built again; the log itself lives with it in the same way.
        }
    }

    /** Only once it is {@link #sealed}. */
    Segment opened() {
        Segment copy = opened;
        if (copy == null) {
            throw new IllegalStateException("copy of segment " + source.baseOffset() + " is not complete");
        }
        return copy;
    }

    void delete() throws IOException {
        LogFile file = log;
        if (file != null) {
            file.close();
        }
        Segment copy = opened;
        if (copy != null) {
            copy.close();
        }
        for (String suffix : SegmentName.ALL) {
            Files.deleteIfExists(file(suffix));
        }
    }
}
