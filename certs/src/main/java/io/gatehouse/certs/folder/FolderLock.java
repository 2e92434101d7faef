package io.gatehouse.certs.folder;

import io.gatehouse.certs.CertsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One process at a time in an authority's folder: two would give out one list number twice, or lose a revocation. */
public final class FolderLock {
    private static final String FILE = ".lock";

    private FolderLock() {}

    /**
     * Works while nobody else does.
     *
     * @throws CertsException when the folder is not there, or another process works in it
     */
    public static <T> T during(Path folder, Supplier<T> work) {
        if (!Files.isDirectory(folder)) {
            throw new CertsException(folder + " does not exist (expected: the folder of an authority, see create-ca)");
        }
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try (FileChannel channel =
                FileChannel.open(folder.resolve(FILE), options, FolderUpdate.mode(FolderUpdate.SECRET))) {
            if (tryLock(channel).isEmpty()) {
                throw new CertsException("another certs.sh is at work in " + folder + " (expected: one at a time)");
            }
            return work.get(); // Closing the channel gives the lock back.
        } catch (IOException e) {
            throw new CertsException(folder + " cannot be locked: " + e.getMessage(), e);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }
}
