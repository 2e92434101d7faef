package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code .lock}: keeps two processes, of whatever make, from using one data directory (COMPAT A1.1). */
final class DirectoryLock {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryLock.class);
    private static final String FILE = ".lock";
    private static final String OWNER_ONLY = "rwx------";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** A directory that we make holds other people's records, so only its owner may look into it. */
    static void createIfMissing(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path there = directory.getParent();
        while (there != null && !Files.isDirectory(there)) {
            there = there.getParent();
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        } else {
            Files.createDirectories(directory);
        }
        for (Path made = directory; !made.equals(there) && made.getParent() != null; made = made.getParent()) {
            DurableFile.syncDirectory(made.getParent()); // What a directory holds is lost with its name.
        }
    }

    static DirectoryLock take(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(FILE),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new LogFailure("log directory " + directory
                    + " is in use by another broker (expected: one per directory; stop the other, or change log.dirs)");
        }
        return new DirectoryLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    void close() {
        try {
            channel.close(); // Lets go of the lock; the file stays, as Kafka leaves it.
        } catch (IOException failed) {
            LOGGER.atWarn().setCause(failed).log("lock file does not close");
        }
    }
}
