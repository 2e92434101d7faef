package io.gatehouse.certs.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.certs.CertsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FolderUpdateTest {
    @TempDir
    private Path folder = Path.of("");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private FolderUpdate update() {
        return new FolderUpdate(folder);
    }

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void filesAreReplacedAddedAndRemovedTogether() throws Exception {
        update().open("a", bytes("old a")).open("b", bytes("old b")).commit();

        update().secret("a", bytes("new a"))
                .open("below/c", bytes("c"))
                .delete("b")
                .commit();

        assertThat(names()).containsExactly("a", "below/c");
        assertThat(folder.resolve("a")).hasContent("new a");
        assertThat(mode(folder.resolve("a"))).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("below"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("below/c"))).isEqualTo("rw-r--r--");
    }

    @Test
    void anExistingFileIsNamedWhenOnlyNewOnesAreWanted() throws Exception {
        Files.writeString(folder.resolve("b"), "mine");
        FolderUpdate update = update().open("a", bytes("a")).open("b", bytes("b"));

        assertThatThrownBy(() -> update.requireNew("; or --force"))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining(folder.resolve("b").toString())
                .hasMessageContaining("--force");

        assertThat(names()).containsExactly("b");
    }

    @Test
    void aLinkThatPointsNowhereCountsAsExisting() throws Exception {
        Files.createSymbolicLink(folder.resolve("a"), folder.resolve("elsewhere"));

        assertThatThrownBy(() -> update().open("a", bytes("a")).requireNew("")).isInstanceOf(CertsException.class);
    }

    @Test
    void whatCannotBeWrittenLeavesEverythingAsItWas() throws Exception {
        update().open("a", bytes("old")).commit();
        // A file and a folder of one name cannot both be.
        FolderUpdate update =
                update().open("a", bytes("new")).open("x", bytes("1")).open("x/y", bytes("2"));

        assertThatThrownBy(update::commit)
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("nothing was changed");

        assertThat(names()).containsExactly("a");
        assertThat(folder.resolve("a")).hasContent("old");
    }

    /** The crash: the process ended after so many of the three renames that follow the decision. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aChangeThatWasDecidedIsFinishedByTheNext(int renamed) throws Exception {
        update().open("a", bytes("old a"))
                .open("b", bytes("old b"))
                .open("d", bytes("d"))
                .commit();
        Path content = Files.createDirectories(folder.resolve(".certs-decided/files"));
        for (String name : List.of("a", "b", "c")) {
            Files.writeString(content.resolve(name), "new " + name);
        }
        Files.writeString(folder.resolve(".certs-decided/deletions"), "d");
        for (String name : List.of("a", "b", "c").subList(0, renamed)) {
            Files.move(content.resolve(name), folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }

        FolderUpdate.recover(folder);

        assertThat(names()).containsExactly("a", "b", "c");
        for (String name : List.of("a", "b", "c")) {
            assertThat(folder.resolve(name)).hasContent("new " + name);
        }
        assertThat(folder.resolve(".certs-decided")).doesNotExist();
    }

    @Test
    void aDraftThatWasNeverDecidedChangesNothingAndIsCleared() throws Exception {
        update().open("a", bytes("old")).commit();
        Path draft = Files.createDirectories(folder.resolve(".certs-draft-1/files"));
        Files.writeString(draft.resolve("a"), "half");

        FolderUpdate.recover(folder);
        assertThat(folder.resolve("a")).hasContent("old");
        update().open("b", bytes("b")).commit();

        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void oneAtATimeWorksInAFolder() {
        String refusal = FolderLock.during(folder, () -> {
            try {
                return FolderLock.during(folder, () -> "both");
            } catch (CertsException e) {
                return e.getMessage();
            }
        });

        assertThat(refusal).contains("another certs.sh is at work");
        assertThat(FolderLock.during(folder, () -> "free again")).isEqualTo("free again");
    }
}
