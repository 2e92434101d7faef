package io.gatehouse.broker.main.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Files of settings that this program owns: written anew where they differ from what is wanted, because a port may have
 * changed, and always for their owner only, because most hold a password.
 */
final class PropertyFiles {
    private static final String OWNER_ONLY = "rw-------";

    private PropertyFiles() {}

    /** As Java reads it: ISO 8859-1 with escapes. */
    static boolean writeJava(Path file, String comment, Map<String, String> settings) {
        StringBuilder text = new StringBuilder("# " + comment + "\n");
        settings.forEach((key, value) ->
                text.append(key).append('=').append(escaped(value)).append('\n'));
        return write(file, text.toString());
    }

    /** As librdkafka reads it: the value is the rest of the line. */
    static boolean writePlain(Path file, String comment, Map<String, String> settings) {
        StringBuilder text = new StringBuilder("# " + comment + "\n");
        settings.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return write(file, text.toString());
    }

    /** Whether the file had to be written. */
    private static boolean write(Path file, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.exists(file) && text.equals(Files.readString(file, StandardCharsets.UTF_8))) {
                return false;
            }
            Path draft = Files.createTempFile(file.resolveSibling(""), ".new-", ".tmp", ownerOnly(file));
            try {
                Files.write(draft, bytes);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
            return true;
        } catch (IOException e) {
            throw new QuickstartFailure("the file " + file + " cannot be written: " + Explanation.of(e) + ".", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY))
                }
                : new FileAttribute<?>[0];
    }

    /** What java.util.Properties would otherwise take for an escape, or read as another character. */
    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' || (c == ' ' && i == 0)) {
                text.append('\\').append(c);
            } else if (c > '~' || c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
