package io.gatehouse.auth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this process keeps for itself on the disk. */
class OwnersFileTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsReadAndNobodyElseMayTouchIt() throws IOException {
        Path file = folder.resolve("below/kept");

        OwnersFile.replace(file, "before".getBytes(StandardCharsets.UTF_8));
        OwnersFile.replace(file, CONTENT);

        assertThat(OwnersFile.read(file, CONTENT.length)).isEqualTo(CONTENT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("below").toFile().list()).containsExactly("kept");
    }

    @Test
    void whatOthersMayTouchIsNotRead() throws IOException {
        Path file = folder.resolve("kept");
        OwnersFile.replace(file, CONTENT);
        for (String mode : new String[] {"rw-r-----", "rw-----w-", "rwx------"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> OwnersFile.read(file, 100)).as(mode).hasMessageContaining("others than its owner");
        }
    }

    @Test
    void whatIsTooLongOrNotThereIsNotRead() throws IOException {
        Path file = folder.resolve("kept");
        OwnersFile.replace(file, CONTENT);

        assertThatThrownBy(() -> OwnersFile.read(file, CONTENT.length - 1)).hasMessageContaining("more than 6 bytes");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        for (Path none : new Path[] {link, folder, folder.resolve("none")}) {
            assertThatThrownBy(() -> OwnersFile.read(none, 100)).isInstanceOf(NoSuchFileException.class);
        }
    }
}
