package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which leader epoch began where, strictly increasing in both (COMPAT B2), kept in {@code leader-epoch-checkpoint}.
 * Thread: the log lane; the newest entry may be read by any.
 */
final class LeaderEpochs {
    static final String FILE = "leader-epoch-checkpoint";

    private record Entry(int epoch, long startOffset) {}

    private static final Entry NONE = new Entry(-1, -1);

    private final Path file;
    private final List<Entry> entries;
    private volatile Entry newest;
    private boolean changed;

    private LeaderEpochs(Path file, List<Entry> entries) {
        this.file = file;
        this.entries = entries;
        newest = entries.isEmpty() ? NONE : entries.get(entries.size() - 1);
    }

    static LeaderEpochs load(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        List<Entry> entries = new ArrayList<>();
        for (String[] words : CheckpointText.read(file, 2)) {
            entries.add(new Entry(CheckpointText.integer(file, words[0]), CheckpointText.number(file, words[1])));
        }
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i).epoch <= entries.get(i - 1).epoch
                    || entries.get(i).startOffset < entries.get(i - 1).startOffset) {
                throw new IOException(
                        file + ": entry " + (i + 1) + " does not increase (expected: larger epoch and offset)");
            }
        }
        return new LeaderEpochs(file, entries);
    }

    int latest() {
        return newest.epoch;
    }

    /** Takes notice of an epoch; entries that it contradicts go (COMPAT B2.1). Call {@link #store} afterwards. */
    void assign(int epoch, long startOffset) {
        if (epoch <= newest.epoch) {
            return;
        }
        while (!entries.isEmpty() && entries.get(entries.size() - 1).startOffset >= startOffset) {
            entries.remove(entries.size() - 1);
        }
        entries.add(new Entry(epoch, startOffset));
        updated();
    }

    /** The log now ends at {@code offset} (COMPAT B2.4). */
    void truncateFromEnd(long offset) {
        if (entries.removeIf(entry -> entry.startOffset >= offset)) {
            updated();
        }
    }

    /** The log now starts at {@code offset}: the epoch that holds there is kept, from there on (COMPAT B2.4). */
    void truncateFromStart(long offset) {
        int last = -1;
        while (last + 1 < entries.size() && entries.get(last + 1).startOffset <= offset) {
            last++;
        }
        if (last < 0 || (last == 0 && entries.get(0).startOffset == offset)) {
            return;
        }
        int epoch = entries.get(last).epoch;
        entries.subList(0, last + 1).clear();
        entries.add(0, new Entry(epoch, offset));
        updated();
    }

    /** The epoch that holds at {@code offset}; -1 when not known. */
    int at(long offset) {
        int epoch = NONE.epoch;
        for (Entry entry : entries) {
            if (entry.startOffset > offset) {
                return epoch;
            }
            epoch = entry.epoch;
        }
        return epoch;
    }

    /** Where each epoch begins, in order. */
    List<Long> starts() {
        return entries.stream().map(Entry::startOffset).toList();
    }

    EpochEnd endOffsetFor(int epoch, long logEndOffset) {
        if (epoch < 0 || epoch > newest.epoch) {
            return EpochEnd.UNDEFINED;
        }
        if (epoch == newest.epoch) {
            return new EpochEnd(epoch, logEndOffset);
        }
        int higher = 0;
        while (entries.get(higher).epoch <= epoch) {
            higher++;
        }
        int found = higher == 0 ? epoch : entries.get(higher - 1).epoch;
        return new EpochEnd(found, entries.get(higher).startOffset);
    }

    /** Writes the file if anything changed since it was written last. */
    void store() throws IOException {
        if (changed) {
            DurableFile.replace(
                    file,
                    CheckpointText.write(entries.stream()
                            .map(entry -> entry.epoch + " " + entry.startOffset)
                            .toList()));
            changed = false;
        }
    }

    /** The same epochs for a copy of the log, written to {@code now}, which will be called {@code later}. */
    LeaderEpochs copied(Path now, Path later) throws IOException {
        LeaderEpochs writing = new LeaderEpochs(now.resolve(FILE), entries);
        writing.changed = true;
        writing.store();
        return new LeaderEpochs(later.resolve(FILE), new ArrayList<>(entries));
    }

    private void updated() {
        newest = entries.isEmpty() ? NONE : entries.get(entries.size() - 1);
        changed = true;
    }
}
