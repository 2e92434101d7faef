package io.gatehouse.auth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * The last good set of keys in a file, for a start while the provider is away. Nothing in it is secret, but whoever can write
 * it can log in as anybody: one that others than its owner may touch is not believed. Thread: one at a time.
 */
public final class KeySetCopy {
    private static final int VERSION = 1;

    /** The year 9999. */
    private static final long SECONDS_MAX = 253_402_300_799L;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;

    public KeySetCopy(Path file) {
        this.file = file;
    }

    /** What was kept, and when it was fetched. */
    record Content(KeySet keys, Instant fetched) {}

    /** @throws IOException with a message for operators */
    Content read(String place) throws IOException {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(file + " is not there");
            }
            Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
            if (!OWNER_ONLY.containsAll(allowed)) {
                throw new IOException(file + " may be touched by others than its owner (expected: rw-------)");
            }
            if (Files.size(file) > KeySetSource.BYTES_MAX) {
                throw new IOException(file + " is too large");
            }
            return content(place, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is not there", e);
        }
    }

    private Content content(String place, byte[] bytes) throws IOException {
        JsonNode found = StrictJson.object(bytes).orElseThrow(() -> new IOException(file + " is damaged"));
        long fetched = found.path("fetched").asLong(-1);
        if (found.path("version").asInt() != VERSION || fetched < 0 || fetched > SECONDS_MAX) {
            throw new IOException(file + " is damaged");
        }
        if (!found.path("url").asText("").equals(place)) {
            throw new IOException(file + " is of another address");
        }
        return new Content(KeySet.of(found.path("keys")), Instant.ofEpochSecond(fetched));
    }

    void write(String place, KeySet keys, Instant fetched) throws IOException {
        ObjectNode content = StrictJson.object();
        content.put("version", VERSION);
        content.put("url", place);
        content.put("fetched", fetched.getEpochSecond());
        content.set("keys", keys.publicTexts());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        try (FileChannel out = FileChannel.open(
                next,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer bytes = ByteBuffer.wrap(StrictJson.bytes(content));
            while (bytes.hasRemaining()) {
                var unused = out.write(bytes);
            }
            out.force(true);
        }
        var unused = Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
