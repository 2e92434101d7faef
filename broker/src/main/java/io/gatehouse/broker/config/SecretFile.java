package io.gatehouse.broker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Whether a file with secrets is there and kept from others. Where the file system has no modes, nobody can tell. */
final class SecretFile {
    private SecretFile() {}

    static boolean readable(Path file) {
        return Files.isRegularFile(file) && Files.isReadable(file);
    }

    static boolean open(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            return mode.contains(PosixFilePermission.OTHERS_READ) || mode.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return false; // It was readable a moment ago; whoever opens it will say what is wrong now.
        }
    }
}
