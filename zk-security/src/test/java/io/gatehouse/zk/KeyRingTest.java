package io.gatehouse.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    @Test
    void aNewRingIsReadableByItsOwnerOnlyAndLoadsAsItWasMade() throws IOException {
        Path file = folder.resolve("keys");

        KeyRing made = KeyRing.create(file, random);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        KeyRing loaded = KeyRing.load(file);
        assertThat(loaded.active()).isEqualTo(made.active());
        assertThat(loaded.activeKey().sameAs(made.activeKey())).isTrue();
    }

    @Test
    void anExistingRingIsNeverOverwritten() throws IOException {
        Path file = folder.resolve("keys");
        KeyRing.create(file, random);
        String before = Files.readString(file);

        assertThatThrownBy(() -> KeyRing.create(file, random))
                .isInstanceOf(KeyRingFailure.class)
                .hasMessageContaining("exists");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void anAddedKeyBecomesActiveAndTheOldOneStays() throws IOException { // attack 283
        Path file = folder.resolve("keys");
        KeyRing old = KeyRing.create(file, random);

        KeyRing added = KeyRing.add(file, random);

        assertThat(added.active()).isNotEqualTo(old.active());
        assertThat(added.ids()).hasSize(2).contains(old.active());
        assertThat(KeyRing.load(file).active()).isEqualTo(added.active());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining("glob:**/keys").isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aRingThatOthersMayReadIsRefused() throws IOException {
        Path file = folder.resolve("keys");
        KeyRing.create(file, random);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> KeyRing.load(file))
                .isInstanceOf(KeyRingFailure.class)
                .hasMessageContaining("rw-r-----")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aMissingRingSaysThatItIsNeeded() {
        assertThatThrownBy(() -> KeyRing.load(folder.resolve("none")))
                .isInstanceOf(KeyRingFailure.class)
                .hasMessageContaining("missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version=2\nactive=a\na=" + KEY,
                "version=1\nactive=b\na=" + KEY,
                "version=1\nactive=a\na=c2hvcnQ=",
                "version=1\nactive=a\na=*canary*",
                "version=1\nactive=a\na=" + KEY + "\na=" + KEY,
                "version=1\nactive=a\nwrong id=" + KEY,
                "version=1\nactive=a\ncanary"
            })
    void aMalformedRingIsRefusedWithoutShowingIt(String text) throws IOException {
        Path file = folder.resolve("keys");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);

        assertThatThrownBy(() -> KeyRing.load(file))
                .isInstanceOf(KeyRingFailure.class)
                .hasMessageContaining("malformed")
                .hasMessageNotContaining("canary")
                .hasMessageNotContaining(KEY);
    }
}
