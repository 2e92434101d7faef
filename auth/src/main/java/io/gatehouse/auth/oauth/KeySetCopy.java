package io.gatehouse.auth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.secret.OwnersFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The last good set of keys in a file, for a start while the provider is away. Nothing in it is secret, but whoever can write
 * it can log in as anybody: one that others than its owner may touch is not believed. Thread: one at a time.
 */
public final class KeySetCopy {
    private static final int VERSION = 1;

    /** The year 9999. */
    private static final long SECONDS_MAX = 253_402_300_799L;

    private final Path file;

    public KeySetCopy(Path file) {
        this.file = file;
    }

    /** What was kept, and when it was fetched. */
    record Content(KeySet keys, Instant fetched) {}

    /** @throws IOException with a message for operators */
    Content read(String place) throws IOException {
        try {
            return content(place, OwnersFile.read(file, KeySetSource.BYTES_MAX));
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
        OwnersFile.replace(file, StrictJson.bytes(content));
    }
}
