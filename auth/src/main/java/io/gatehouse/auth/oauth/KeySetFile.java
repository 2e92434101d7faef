package io.gatehouse.auth.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A set of keys in a file that somebody else writes (CONFORMANCE OAU-09). */
public final class KeySetFile implements KeySetSource {
    private final Path file;

    public KeySetFile(Path file) {
        this.file = file;
    }

    @Override
    public byte[] read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException("the file has more than " + BYTES_MAX + " bytes");
            }
            return bytes;
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException("the file cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    @Override
    public String place() {
        return file.toUri().toString();
    }

    @Override
    public boolean remote() {
        return false;
    }
}
