package io.gatehouse.certs.folder;

import io.gatehouse.certs.CertsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several files of one folder that change together: after a crash all are old, or all will be new.
 *
 * <p>The new files are written, with their modes and down to the disk, into a draft folder beside the old ones. Renaming
 * that folder is the moment of decision; then each file is renamed into its place. Whoever comes next to the folder first
 * finishes what a crash left behind ({@link #recover}).
 */
public final class FolderUpdate {
    static final String SECRET = "rw-------";
    private static final String OPEN = "rw-r--r--";
    private static final String PRIVATE_FOLDER = "rwx------";
    private static final String DRAFT = ".certs-draft-";
    private static final String DECIDED = ".certs-decided";
    private static final String FILES = "files";
    private static final String DELETIONS = "deletions";

    private final Path folder;
    private final Map<String, Content> files = new LinkedHashMap<>();
    private final List<String> deletions = new ArrayList<>();

    /** Bytes and the mode they get. */
    private static final class Content {
        private final byte[] bytes;
        private final String mode;

        private Content(byte[] bytes, String mode) {
            this.bytes = bytes;
            this.mode = mode;
        }
    }

    public FolderUpdate(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** Mode 0600: keys, passwords, stores, registers. */
    public FolderUpdate secret(String name, byte[] bytes) {
        files.put(name, new Content(bytes.clone(), SECRET));
        return this;
    }

    /** Mode 0644: certificates and revocation lists. */
    public FolderUpdate open(String name, byte[] bytes) {
        files.put(name, new Content(bytes.clone(), OPEN));
        return this;
    }

    public FolderUpdate delete(String name) {
        deletions.add(name);
        return this;
    }

    /** @throws CertsException when one of the files is there already */
    public FolderUpdate requireNew(String hint) {
        recover(folder);
        for (String name : files.keySet()) {
            Path path = folder.resolve(name);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new CertsException(path + " exists already (expected: a new name" + hint + ")");
            }
        }
        return this;
    }

    /** @throws CertsException when the disk or the permissions say no; then nothing has changed */
    public void commit() {
        recover(folder);
        try {
            Files.createDirectories(folder, mode(PRIVATE_FOLDER));
            dropDrafts();
            Path draft = Files.createTempDirectory(folder, DRAFT, mode(PRIVATE_FOLDER));
            try {
                write(draft);
                Files.move(draft, folder.resolve(DECIDED), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                remove(draft);
                throw e;
            }
            sync(folder);
        } catch (IOException e) {
            throw failure(folder, e);
        }
        recover(folder);
    }

    /** What a crash left before it came to a decision. */
    private void dropDrafts() throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, DRAFT + "*")) {
            for (Path draft : drafts) {
                remove(draft);
            }
        }
    }

    private void write(Path draft) throws IOException {
        Path content = Files.createDirectory(draft.resolve(FILES), mode(PRIVATE_FOLDER));
        for (Map.Entry<String, Content> file : files.entrySet()) {
            Path path = content.resolve(file.getKey());
            Files.createDirectories(parentOf(path), mode(PRIVATE_FOLDER));
            write(path, file.getValue());
        }
        write(
                draft.resolve(DELETIONS),
                new Content(String.join("\n", deletions).getBytes(StandardCharsets.UTF_8), SECRET));
        sync(content);
        sync(draft);
    }

    private static void write(Path path, Content content) throws IOException {
        Files.createFile(path, mode(SECRET));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.bytes);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        if (posix()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(content.mode));
        }
    }

    /** Finishes a change that was decided and not yet carried out. */
    public static void recover(Path folder) {
        Path decided = folder.resolve(DECIDED);
        if (!Files.isDirectory(decided, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Path content = decided.resolve(FILES);
            if (Files.isDirectory(content)) {
                moveAll(content, folder);
            }
            Path deletions = decided.resolve(DELETIONS);
            if (Files.exists(deletions)) {
                for (String name : Files.readAllLines(deletions, StandardCharsets.UTF_8)) {
                    if (!name.isEmpty()) {
                        Files.deleteIfExists(folder.resolve(name));
                    }
                }
            }
            sync(folder);
            remove(decided);
        } catch (IOException e) {
            throw new CertsException(
                    "a change in " + folder + " is decided but cannot be finished: " + e.getMessage()
                            + " (expected: a folder that can be written; run the command again, it goes on from there)",
                    e);
        }
    }

    private static void moveAll(Path content, Path folder) throws IOException {
        Files.walkFileTree(content, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = folder.resolve(content.relativize(file).toString());
                Files.createDirectories(parentOf(target), mode(PRIVATE_FOLDER));
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                sync(parentOf(target));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void remove(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static Path parentOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new CertsException(path + " (expected: a file below a folder)");
        }
        return parent;
    }

    /** A rename is on the disk when its folder is. */
    private static void sync(Path directory) throws IOException {
        if (posix()) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static CertsException failure(Path folder, IOException e) {
        String what = e instanceof NoSuchFileException ? "does not exist: " : "cannot be written: ";
        return new CertsException(folder + " " + what + e.getMessage() + " (nothing was changed)", e);
    }

    static FileAttribute<?>[] mode(String mode) {
        return posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
