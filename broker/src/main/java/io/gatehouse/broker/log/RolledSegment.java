package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.file.Path;

/** A segment that was rolled, with what has to come to the disk with it. Thread: the directory's background. */
final class RolledSegment {
    private final Path directory;
    private final Segment segment;
    private final LogFile.Sync sync;
    private final long end;
    private final byte[] snapshot;

    /**
     * Thread: the log lane.
     *
     * @param end the offset after its last one
     * @param producers as they are then
     */
    RolledSegment(Path directory, Segment segment, long end, ProducerStates producers) throws IOException {
        this.directory = directory;
        this.segment = segment;
        this.end = end;
        sync = segment.log().sync();
        snapshot = ProducerSnapshot.encode(producers);
    }

    long end() {
        return end;
    }

    /** Its files are on their way out. */
    boolean gone() {
        return segment.gone();
    }

    void bringToDisk() throws IOException {
        sync.force();
        for (String suffix : SegmentName.INDEXES) {
            DurableFile.syncIfPresent(SegmentName.of(directory, segment.baseOffset(), suffix));
        }
        // After a truncation others write at these offsets, and the snapshot would be false.
        segment.unlessGone(() -> DurableFile.replace(SegmentName.of(directory, end, SegmentName.SNAPSHOT), snapshot));
    }

    /** Its file is opened again when someone reads it. Thread: the log lane. */
    void close() throws IOException {
        segment.close();
    }
}
