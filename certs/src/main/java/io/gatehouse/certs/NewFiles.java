package io.gatehouse.certs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files that are written together or not at all: none of them may exist before, each appears complete under its name
 * or not, and a secret one is never readable by others, not even while it is written.
 */
public final class NewFiles {
    private static final String SECRET = "rw-------";
    private static final String OPEN = "rw-r--r--";
    private static final String PRIVATE_FOLDER = "rwx------";

    private final Map<Path, Content> files = new LinkedHashMap<>();

    /** Bytes and the mode they get. */
    private static final class Content {
        private final byte[] bytes;
        private final String mode;

        private Content(byte[] bytes, String mode) {
            this.bytes = bytes;
            this.mode = mode;
        }
    }

    /** Mode 0600: keys, passwords, stores. */
    public NewFiles secret(Path path, byte[] bytes) {
        files.put(path, new Content(bytes.clone(), SECRET));
        return this;
    }

    /** Mode 0644: certificates. */
    public NewFiles open(Path path, byte[] bytes) {
        files.put(path, new Content(bytes.clone(), OPEN));
        return this;
    }

    /** @throws CertsException when a file exists already, or cannot be written; then none of them is there */
    public void write() {
        List<Path> written = new ArrayList<>();
        Path current = Path.of("");
        try {
            for (Path path : files.keySet()) {
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new FileAlreadyExistsException(path.toString());
                }
            }
            for (Map.Entry<Path, Content> file : files.entrySet()) {
                current = file.getKey();
                write(current, file.getValue());
                written.add(current);
            }
        } catch (IOException e) {
            written.forEach(NewFiles::discard);
            throw new CertsException(sentence(current, e), e);
        }
    }

    private static void write(Path path, Content content) throws IOException {
        Path folder = path.toAbsolutePath().resolveSibling("");
        Files.createDirectories(folder, mode(folder, PRIVATE_FOLDER));
        Path draft = Files.createTempFile(folder, ".new-", ".tmp", mode(folder, SECRET));
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content.bytes);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            if (posix(folder)) {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(content.mode));
            }
            publish(draft, path);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** A hard link appears at once and, unlike a rename, never replaces what somebody else put there meanwhile. */
    private static void publish(Path draft, Path path) throws IOException {
        try {
            Files.createLink(path, draft);
        } catch (UnsupportedOperationException e) {
            Files.move(draft, path);
        }
    }

    private static void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The failure that brought us here is the one to report; a file that is left over will be refused by name.
        }
    }

    private static FileAttribute<?>[] mode(Path folder, String mode) {
        return posix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** A whole file, with one sentence when that fails. */
    public static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new CertsException(sentence(path, e), e);
        }
    }

    private static String sentence(Path path, IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return e.getMessage() + " exists already (expected: a new name; nothing is overwritten)";
        }
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return e.getMessage() + " does not exist (expected: a readable file)";
        }
        if (e instanceof AccessDeniedException) {
            return e.getMessage() + " may not be read or written by this user";
        }
        String message = String.valueOf(e.getMessage()); // A full disk is told without the file's name.
        return (message.contains(path.toString()) ? "" : path + ": ") + message;
    }
}
