package io.gatehouse.broker.log.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was done to a directory tree, in order. A file's bytes are safe once the file was synced after them; a name is safe
 * once its directory was synced after it was made, changed or removed. Of the rest a power cut leaves what the {@link Cut}
 * says. Names survive in the order in which they were made, as file systems with a journal keep them. Thread: any.
 */
public final class DiskJournal {
    private static final int SECTOR = 512;

    /** What becomes of that which was not synced. */
    public enum Cut {
        /** Nothing of it is there. */
        ALL_LOST,
        /** Each write is there or not; of the names a part, the first ones. */
        SOME_LOST,
        /** As if all had come to the disk but the last write, of which some sectors are there. */
        TORN
    }

    /** A file, whatever its name is at the time. */
    static final class Inode {}

    private static final Set<Kind> ON_NAMES = EnumSet.of(Kind.MAKE_DIRECTORY, Kind.MAKE_FILE, Kind.RENAME, Kind.REMOVE);

    private static final class Step {
        private final @Nullable Inode inode;
        private final Kind kind;
        private final Path path;
        private final @Nullable Path target;
        private final long at;
        private final byte[] bytes;

        Step(@Nullable Inode inode, Kind kind, Path path, @Nullable Path target, long at, byte[] bytes) {
            this.inode = inode;
            this.kind = kind;
            this.path = path;
            this.target = target;
            this.at = at;
            this.bytes = bytes;
        }
    }

    private enum Kind {
        MAKE_DIRECTORY,
        MAKE_FILE,
        RENAME,
        REMOVE,
        WRITE,
        TRUNCATE,
        SYNC,
        SYNC_NAMES
    }

    private static final byte[] NOTHING = {};

    private final Path root;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Path, Inode> files = new HashMap<>();

    DiskJournal(Path root) {
        this.root = root;
    }

    // Taking notes

    public synchronized int size() {
        return steps.size();
    }

    synchronized void directoryMade(Path path) {
        steps.add(new Step(null, Kind.MAKE_DIRECTORY, path, null, 0, NOTHING));
    }

    /** The file under this name, which is noted as new if it is not known. */
    synchronized Inode file(Path path) {
        Inode known = files.get(path);
        if (known != null) {
            return known;
        }
        Inode made = new Inode();
        files.put(path, made);
        steps.add(new Step(made, Kind.MAKE_FILE, path, null, 0, NOTHING));
        return made;
    }

    synchronized void renamed(Path from, Path to) {
        Map<Path, Inode> moved = new HashMap<>();
        files.keySet().removeIf(path -> path.equals(to));
        files.forEach(
                (path, inode) -> moved.put(path.startsWith(from) ? to.resolve(from.relativize(path)) : path, inode));
        files.clear();
        files.putAll(moved);
        steps.add(new Step(null, Kind.RENAME, from, to, 0, NOTHING));
    }

    synchronized void removed(Path path) {
        files.remove(path);
        steps.add(new Step(null, Kind.REMOVE, path, null, 0, NOTHING));
    }

    synchronized void written(Inode inode, long at, byte[] bytes) {
        steps.add(new Step(inode, Kind.WRITE, root, null, at, bytes));
    }

    synchronized void truncated(Inode inode, long size) {
        steps.add(new Step(inode, Kind.TRUNCATE, root, null, size, NOTHING));
    }

    synchronized void synced(Inode inode) {
        steps.add(new Step(inode, Kind.SYNC, root, null, 0, NOTHING));
    }

    synchronized void namesSynced(Path directory) {
        steps.add(new Step(null, Kind.SYNC_NAMES, directory, null, 0, NOTHING));
    }

    // Cutting the power

    /** Builds in {@code image} what is on the disk when the power fails after {@code count} steps. */
    public synchronized void cut(int count, Cut how, Random random, Path image) throws IOException {
        List<Step> done = steps.subList(0, count);
        Tree tree = new Tree();
        int lastWrite = lastOf(done, Kind.WRITE);
        boolean[] safe = safe(done);
        boolean namesGoOn = true;
        for (int i = 0; i < done.size(); i++) {
            Step step = done.get(i);
            boolean name = ON_NAMES.contains(step.kind);
            boolean kept = safe[i]
                    || switch (how) {
                        case ALL_LOST -> false;
                        case SOME_LOST -> name ? namesGoOn && random.nextInt(8) != 0 : random.nextBoolean();
                        case TORN -> true;
                    };
            namesGoOn &= kept || !name;
            if (kept) {
                boolean torn = how == Cut.TORN && i == lastWrite && !safe[i];
                tree.apply(torn ? torn(step, random) : step);
            }
        }
        tree.build(image);
    }

    private static int lastOf(List<Step> done, Kind kind) {
        for (int i = done.size() - 1; i >= 0; i--) {
            if (done.get(i).kind == kind) {
                return i;
            }
        }
        return -1;
    }

    /** Which steps a later sync has made safe. */
    private static boolean[] safe(List<Step> done) {
        boolean[] safe = new boolean[done.size()];
        Set<Inode> synced = new HashSet<>();
        Set<Path> namesSynced = new HashSet<>();
        for (int i = done.size() - 1; i >= 0; i--) {
            Step step = done.get(i);
            switch (step.kind) {
                case SYNC -> synced.add(Objects.requireNonNull(step.inode));
                case SYNC_NAMES -> namesSynced.add(step.path);
                case WRITE, TRUNCATE -> safe[i] = synced.contains(step.inode);
                default -> safe[i] = namesSynced.contains(step.path.getParent());
            }
        }
        return safe;
    }

    private static Step torn(Step write, Random random) {
        int sectors = write.bytes.length / SECTOR;
        int kept = Math.min(write.bytes.length, random.nextInt(sectors + 1) * SECTOR);
        return new Step(write.inode, Kind.WRITE, write.path, null, write.at, Arrays.copyOf(write.bytes, kept));
    }

    /** Names and bytes as they are on the disk. */
    private final class Tree {
        private final Map<Path, Inode> names = new TreeMap<>();
        private final Set<Path> directories = new HashSet<>();
        private final Map<Inode, byte[]> contents = new HashMap<>();

        void apply(Step step) {
            switch (step.kind) {
                case MAKE_DIRECTORY -> directories.add(step.path);
                case MAKE_FILE -> names.put(step.path, Objects.requireNonNull(step.inode));
                case RENAME -> rename(step.path, Objects.requireNonNull(step.target));
                case REMOVE -> {
                    names.remove(step.path);
                    directories.remove(step.path);
                }
                case WRITE -> write(Objects.requireNonNull(step.inode), (int) step.at, step.bytes);
                case TRUNCATE -> {
                    Inode inode = Objects.requireNonNull(step.inode);
                    contents.put(inode, Arrays.copyOf(content(inode), (int) step.at));
                }
                case SYNC, SYNC_NAMES -> {}
            }
        }

        private byte[] content(Inode inode) {
            return contents.getOrDefault(inode, NOTHING);
        }

        private void write(Inode inode, int at, byte[] bytes) {
            byte[] before = content(inode);
            byte[] after = Arrays.copyOf(before, Math.max(before.length, at + bytes.length));
            System.arraycopy(bytes, 0, after, at, bytes.length);
            contents.put(inode, after);
        }

        private void rename(Path from, Path to) {
            if (!names.containsKey(from) && !directories.contains(from)) {
                return; // It was made and never came to the disk.
            }
            Map<Path, Inode> moved = new TreeMap<>();
            names.remove(to);
            names.forEach((path, inode) -> moved.put(at(path, from, to), inode));
            names.clear();
            names.putAll(moved);
            Set<Path> folders = new HashSet<>();
            directories.forEach(path -> folders.add(at(path, from, to)));
            directories.clear();
            directories.addAll(folders);
        }

        private Path at(Path path, Path from, Path to) {
            return path.startsWith(from) ? to.resolve(from.relativize(path)) : path;
        }

        void build(Path image) throws IOException {
            Files.createDirectories(image);
            for (Path directory : directories.stream().sorted().toList()) {
                if (reachable(directory)) {
                    Files.createDirectories(image.resolve(root.relativize(directory)));
                }
            }
            for (Map.Entry<Path, Inode> file : names.entrySet()) {
                if (reachable(file.getKey())) {
                    Files.write(image.resolve(root.relativize(file.getKey())), content(file.getValue()));
                }
            }
        }

        /** A name in a directory that is not there is not there. */
        private boolean reachable(Path path) {
            for (Path parent = path.getParent(); parent != null && !parent.equals(root); parent = parent.getParent()) {
                if (!directories.contains(parent)) {
                    return false;
                }
            }
            return true;
        }
    }
}
