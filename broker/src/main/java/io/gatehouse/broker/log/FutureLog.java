package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a log that grows in another data directory until it can take the log's place (COMPAT A1.10, B12.7): the files
 * of its segments, byte for byte, so that offsets, epochs, timestamps and aborted transactions are what they were.
 *
 * <p>The copy is compared with the log by the identity of its segments: one that retention removed, that was replaced, or
 * that was cut is thrown away here, too. So it is never a mixture of two states of the log.
 *
 * <p>Thread: {@link #survey} and {@link #complete} on the log's lane, {@link #copy} on the mover; one at a time.
 */
final class FutureLog {
    /**
     * How much is done at once.
     *
     * @param partBytes copied, and brought to the disk, between two looks at the log
     * @param tailBytes so little that the lane may copy it while everybody waits
     */
    record Steps(int partBytes, int tailBytes) {
        static Steps usual() {
            return new Steps(8 << 20, 1 << 20);
        }
    }

    private static final int BUFFER_BYTES = 1 << 16;

    private final PartitionLog log;
    private final DirectoryHealth sourceHealth;
    private final Path directory;
    private final Steps steps;
    private final Map<Segment, SegmentCopy> copies = new LinkedHashMap<>();
    private final List<SegmentCopy> worthless = new ArrayList<>();
    private TopicId topicId;
    private @Nullable SegmentCopy missed;
    private volatile long sizeBytes;
    private volatile long endOffset;

    /** What is to be copied of one segment; {@code whole} when nothing will be added to it. */
    record Part(SegmentCopy copy, long upTo, boolean whole, long nextOffset) {}

    /** @param directory made and empty */
    FutureLog(PartitionLog log, DirectoryHealth sourceHealth, Path directory, Steps steps) throws IOException {
        this.log = log;
        this.sourceHealth = sourceHealth;
        this.directory = directory;
        this.steps = steps;
        endOffset = log.logStartOffset();
        topicId = TopicId.ZERO;
        writeTopicId();
    }

    private void writeTopicId() throws IOException {
        if (!topicId.equals(log.topicId())) {
            topicId = log.topicId();
            PartitionMetadata.write(directory, topicId);
        }
    }

    Path directory() {
        return directory;
    }

    /** Thread: any. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** Up to where the log was copied. Thread: any. */
    long endOffset() {
        return endOffset;
    }

    /** What is to be copied next; empty when {@link #complete} may do the rest. */
    Optional<Part> survey() {
        Segments segments = log.segments();
        forgetWhatChanged(segments);
        for (int i = 0; i < segments.count(); i++) {
            Segment segment = segments.at(i);
            SegmentCopy copy = copies.computeIfAbsent(segment, added -> new SegmentCopy(added, directory));
            long left = segment.sizeBytes() - copy.bytes();
            boolean active = i == segments.count() - 1;
            if (active ? left > steps.tailBytes || !worthless.isEmpty() : !copy.sealed()) {
                requireReadable(copy);
                boolean whole = !active && left <= steps.partBytes;
                return Optional.of(
                        new Part(copy, copy.bytes() + Math.min(left, steps.partBytes), whole, segment.nextOffset()));
            }
        }
        return Optional.empty();
    }

    /** A file that is missing although its segment is there. */
    private void requireReadable(SegmentCopy copy) {
        if (copy == missed) {
            Path file = copy.sourceFile(SegmentName.LOG);
            throw sourceHealth.failed(
                    "reading " + file + " to move it",
                    new IOException("missing or too short (expected: all that was written to it)"));
        }
    }

    private void forgetWhatChanged(Segments segments) {
        Set<Segment> present = new HashSet<>();
        for (int i = 0; i < segments.count(); i++) {
            present.add(segments.at(i));
        }
        copies.values().removeIf(copy -> {
            boolean changed = !present.contains(copy.source()) || copy.outdated();
            if (changed) {
                worthless.add(copy);
            }
            return changed;
        });
    }

    /**
     * Copies the part and brings it to the disk.
     *
     * @param io told of every byte before it is written, and may make it wait
     * @throws IOException when the copy's directory fails; a failure of the log's own is a {@link LogFailure}
     */
    void copy(Part part, ByteBuffer buffer, LongConsumer io) throws IOException {
        for (SegmentCopy gone : worthless) {
            gone.delete();
        }
        worthless.clear();
        boolean copied = copyBatches(part, buffer, io);
        missed = copied ? null : part.copy;
        if (copied && part.whole && !part.copy.source().gone()) { // Cut meanwhile, its bytes may be a mixture.
            seal(part.copy, part.nextOffset, buffer);
        }
        measure();
    }

    /** False when the segment went away or was cut meanwhile, which the next survey finds. */
    private boolean copyBatches(Part part, ByteBuffer buffer, LongConsumer io) throws IOException {
        LogFile target = part.copy.log();
        try (LogFile source = openSource(part.copy.sourceFile(SegmentName.LOG))) {
            while (target.size() < part.upTo) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), part.upTo - target.size()));
                read(source, buffer, target.size());
                if (!buffer.flip().hasRemaining()) {
                    return false;
                }
                io.accept(buffer.remaining());
                target.append(buffer);
            }
        } catch (NoSuchFileException gone) {
            return false;
        }
        target.force();
        part.copy.walk(buffer);
        return true;
    }

    private LogFile openSource(Path file) throws NoSuchFileException {
        try {
            return LogFile.open(file);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException failed) {
            throw sourceHealth.failed("opening " + file + " to move it", failed);
        }
    }

    private void read(LogFile source, ByteBuffer into, long position) {
        try {
            source.read(into, position);
        } catch (IOException failed) {
            throw sourceHealth.failed("reading " + source.path() + " to move it", failed);
        }
    }

    private void seal(SegmentCopy copy, long nextOffset, ByteBuffer buffer) throws IOException {
        for (String suffix : SegmentName.INDEXES) {
            copySmall(copy.sourceFile(suffix), copy.file(suffix), buffer);
        }
        copySmall(copy.sourceFile(SegmentName.SNAPSHOT), copy.file(SegmentName.SNAPSHOT), buffer);
        copy.seal(nextOffset, log.config().indexIntervalBytes(), buffer);
    }

    private void copySmall(Path from, Path to, ByteBuffer buffer) throws IOException {
        Files.deleteIfExists(to);
        try (LogFile source = openSource(from);
                LogFile target = LogFile.create(to)) {
            boolean more = true;
            while (more) {
                read(source, buffer.clear(), target.size());
                more = buffer.flip().hasRemaining();
                target.append(buffer);
            }
            target.force();
        } catch (NoSuchFileException absent) {
            Files.deleteIfExists(to); // No aborted transactions, no snapshot there; or the segment went away.
        }
    }

    private void measure() {
        long bytes = 0;
        long end = log.logStartOffset();
        for (SegmentCopy copy : copies.values()) {
            bytes += copy.bytes();
            end = Math.max(end, copy.endOffset());
        }
        sizeBytes = bytes;
        endOffset = end;
    }

    /**
     * Copies what is left and writes what only memory holds. Afterwards the copy says all that the log says, on the disk, but
     * for the name of its directory.
     *
     * @param live that name
     */
    LoadedLog complete(Path live) throws IOException {
        ByteBuffer buffer = log.lane().memory().window();
        Segment active = log.segments().active();
        SegmentCopy rest = copies.get(active);
        if (rest == null) {
            throw new IllegalStateException("completed before the survey");
        }
        Part tail = new Part(rest, active.sizeBytes(), false, active.nextOffset());
        sealSource(active);
        if (!copyBatches(tail, buffer, bytes -> {})) {
            throw new LogFailure("end of " + log.partition() + " cannot be read to move it");
        }
        seal(rest, active.nextOffset(), buffer);
        measure();
        writeTopicId();
        LoadedLog moved = log.asMoved(directory, live, inOrder());
        DurableFile.syncDirectory(directory);
        return moved;
    }

    private Segments inOrder() {
        List<Segment> ordered = new ArrayList<>();
        for (int i = 0; i < log.segments().count(); i++) {
            SegmentCopy copy = copies.get(log.segments().at(i));
            if (copy == null) {
                throw new IllegalStateException("a segment was added after the survey");
            }
            ordered.add(copy.opened());
        }
        return new Segments(ordered);
    }

    /** Its index entries come to its files, from where they are copied; it can be appended to as before. */
    private void sealSource(Segment active) {
        try {
            active.seal();
        } catch (IOException failed) {
            throw sourceHealth.failed("writing the indexes of " + log.partition(), failed);
        }
    }

    /** A buffer for {@link #copy}. */
    static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(BUFFER_BYTES);
    }
}
