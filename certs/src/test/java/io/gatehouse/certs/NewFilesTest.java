package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NewFilesTest {
    @TempDir
    private Path folder = Path.of("");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aSecretIsForItsOwnerOnlyAndACertificateForAll() throws Exception {
        Path inner = folder.resolve("new");

        new NewFiles()
                .secret(inner.resolve("key"), bytes("k"))
                .open(inner.resolve("crt"), bytes("c"))
                .write();

        assertThat(mode(inner.resolve("key"))).isEqualTo("rw-------");
        assertThat(mode(inner.resolve("crt"))).isEqualTo("rw-r--r--");
        assertThat(mode(inner)).isEqualTo("rwx------");
        assertThat(inner.resolve("key")).hasContent("k");
    }

    @Test
    void nothingIsWrittenWhenOneOfThemExists() throws Exception {
        Files.writeString(folder.resolve("b"), "mine");
        NewFiles files = new NewFiles().open(folder.resolve("a"), bytes("a")).secret(folder.resolve("b"), bytes("b"));

        assertThatThrownBy(files::write)
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("exists already")
                .hasMessageContaining(folder.resolve("b").toString());

        assertThat(names()).containsExactly("b");
        assertThat(folder.resolve("b")).hasContent("mine");
    }

    @Test
    void aLinkThatPointsNowhereCountsAsExisting() throws Exception {
        Files.createSymbolicLink(folder.resolve("a"), folder.resolve("elsewhere"));

        assertThatThrownBy(new NewFiles().secret(folder.resolve("a"), bytes("a"))::write)
                .isInstanceOf(CertsException.class);

        assertThat(names()).containsExactly("a");
    }

    @Test
    void whatWasWrittenBeforeAFailureIsTakenBack() throws Exception {
        Files.writeString(folder.resolve("file"), "not a folder");
        NewFiles files = new NewFiles()
                .open(folder.resolve("a"), bytes("a"))
                .open(folder.resolve("file").resolve("b"), bytes("b"));

        assertThatThrownBy(files::write).isInstanceOf(CertsException.class);

        assertThat(names()).containsExactly("file");
    }
}
