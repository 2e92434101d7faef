package io.gatehouse.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What the files hold, as one SHA-256. Times and inode numbers tell less: Kubernetes swaps a link, a backup keeps the
 * time, an editor writes a new file (KIP-1119 was given up for that).
 */
record FilesDigest(String hex) {
    static FilesDigest of(List<Path> files) {
        MessageDigest digest = sha256();
        for (Path file : files) {
            digest.update((byte) 1);
            try {
                if (Files.size(file) <= StoreReader.FILE_BYTES_MAX) {
                    digest.update(Files.readAllBytes(file));
                }
            } catch (IOException absent) {
                digest.update((byte) 0); // For the moment, perhaps: whoever loads it will say what is wrong.
            }
        }
        return new FilesDigest(HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
