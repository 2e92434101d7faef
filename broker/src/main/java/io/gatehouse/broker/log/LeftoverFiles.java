package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What an interrupted deletion, compaction or split left in a partition's directory (COMPAT A8.2, A8.3). */
final class LeftoverFiles {
    private LeftoverFiles() {}

    /** Removes what is worthless and puts complete replacements in place. */
    static void tidy(Path directory) throws IOException {
        long cleanedMin = Long.MAX_VALUE;
        for (Path file : list(directory)) {
            String name = file.getFileName().toString();
            OptionalLong cleaned = SegmentName.offset(file, SegmentName.LOG + SegmentName.CLEANED);
            if (cleaned.isPresent()) {
                cleanedMin = Math.min(cleanedMin, cleaned.getAsLong());
            }
            if (name.endsWith(SegmentName.DELETED) || name.endsWith(SegmentName.CLEANED) || name.endsWith(".tmp")) {
                Files.delete(file);
            }
        }
        List<Path> swaps = new ArrayList<>();
        for (Path file : list(directory)) {
            if (!file.getFileName().toString().endsWith(SegmentName.SWAP)) {
                continue;
            }
            if (baseOf(file) >= cleanedMin) {
                Files.delete(file); // COMPAT A8.2: a split that did not come to its end.
            } else {
                swaps.add(file);
            }
        }
        completeSwaps(directory, swaps);
        removeOrphans(directory);
    }

    private static long baseOf(Path swap) throws IOException {
        String name = swap.getFileName().toString();
        try {
            return Long.parseLong(name.substring(0, Math.max(0, name.indexOf('.'))));
        } catch (NumberFormatException foreign) {
            throw new IOException(swap + " is not a segment's file (expected: 20 digits and its kind)", foreign);
        }
    }

    private static void completeSwaps(Path directory, List<Path> swaps) throws IOException {
        for (Path swap : swaps) {
            OptionalLong base = SegmentName.offset(swap, SegmentName.LOG + SegmentName.SWAP);
            if (base.isPresent()) {
                removeCovered(directory, base.getAsLong(), lastOffset(swap, base.getAsLong()));
            }
        }
        for (Path swap : swaps) {
            String name = swap.getFileName().toString();
            Path plain = swap.resolveSibling(name.substring(0, name.length() - SegmentName.SWAP.length()));
            Files.move(swap, plain, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!swaps.isEmpty()) {
            DurableFile.syncDirectory(directory);
        }
    }

    private static long lastOffset(Path swap, long base) throws IOException {
        try (LogFile log = LogFile.open(swap)) {
            BatchCursor cursor = new BatchCursor(log, ByteBuffer.allocate(1 << 16), BatchCursor.LOOKUP_WINDOW);
            long last = base;
            boolean more = cursor.moveTo(0);
            while (more) {
                last = cursor.lastOffset();
                more = cursor.next();
            }
            return last;
        }
    }

    private static void removeCovered(Path directory, long from, long to) throws IOException {
        for (Path file : list(directory)) {
            OptionalLong base = SegmentName.offset(file, SegmentName.LOG);
            if (base.isPresent() && base.getAsLong() >= from && base.getAsLong() <= to) {
                for (String suffix : SegmentName.RECORDS) {
                    Files.deleteIfExists(SegmentName.of(directory, base.getAsLong(), suffix));
                }
            }
        }
    }

    /** COMPAT A8.4. */
    private static void removeOrphans(Path directory) throws IOException {
        for (Path file : list(directory)) {
            for (String suffix : SegmentName.INDEXES) {
                OptionalLong base = SegmentName.offset(file, suffix);
                if (base.isPresent()
                        && !Files.exists(
                                SegmentName.of(directory, base.getAsLong(), SegmentName.LOG),
                                LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Keeps the producer snapshots at segment bases and the newest one, up to the log's end (COMPAT A6.7, A6.8). */
    static void removeStraySnapshots(Path directory, Segments segments, long logEndOffset) throws IOException {
        List<Long> offsets = snapshots(directory);
        long newest = -1;
        for (long offset : offsets) {
            newest = offset <= logEndOffset ? Math.max(newest, offset) : newest;
        }
        for (long offset : offsets) {
            boolean atBase = segments.at(segments.indexFor(offset)).baseOffset() == offset;
            if (offset > logEndOffset || offset < segments.first().baseOffset() || (!atBase && offset != newest)) {
                Files.deleteIfExists(SegmentName.of(directory, offset, SegmentName.SNAPSHOT));
            }
        }
    }

    /** Removes every producer snapshot. */
    static void removeSnapshots(Path directory) throws IOException {
        for (long offset : snapshots(directory)) {
            Files.deleteIfExists(SegmentName.of(directory, offset, SegmentName.SNAPSHOT));
        }
    }

    /** The offsets of all producer snapshots, in no order. */
    static List<Long> snapshots(Path directory) throws IOException {
        return offsets(directory, SegmentName.SNAPSHOT);
    }

    /** The base offsets of all segments, ascending. */
    static List<Long> segments(Path directory) throws IOException {
        return offsets(directory, SegmentName.LOG).stream().sorted().toList();
    }

    private static List<Long> offsets(Path directory, String suffix) throws IOException {
        List<Long> offsets = new ArrayList<>();
        for (Path file : list(directory)) {
            OptionalLong offset = SegmentName.offset(file, suffix);
            if (offset.isPresent()) {
                offsets.add(offset.getAsLong());
            }
        }
        return offsets;
    }

    /** All entries; a symbolic link is none of ours and could lead anywhere (attack 219). */
    static List<Path> list(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isSymbolicLink(entry)) {
                    throw new IOException(entry + " is a symbolic link (expected: files and directories only)");
                }
                files.add(entry);
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return files;
    }
}
