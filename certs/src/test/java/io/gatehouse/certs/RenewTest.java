package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RenewTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandRun certs = new CommandRun(folder);

    @BeforeEach
    void anAuthorityWithOneBroker() {
        certs = new CommandRun(folder);
        certs.quickCa("ca");
        certs.succeed(
                "issue-server",
                "--ca",
                "@ca",
                "--out",
                "@out",
                "--name",
                "b",
                "--host",
                "b.example.org,10.0.0.1",
                "--organization",
                "Example",
                "--days",
                "30",
                "--jks",
                "--encrypt-key");
    }

    private void renew(String... more) {
        certs.pass(Duration.ofDays(20));
        certs.succeed(Stream.concat(Stream.of("renew", "--ca", "@ca", "--out", "@out", "--name", "b"), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void namesPurposesAndPasswordStayKeyAndDatesChange() throws Exception {
        X509Certificate before = certs.certificate("out/b.crt");
        char[] password = StorePassword.read(folder.resolve("out/b.password"));

        renew();

        X509Certificate after = certs.certificate("out/b.crt");
        assertThat(after.getSubjectX500Principal()).isEqualTo(before.getSubjectX500Principal());
        assertThat(List.copyOf(after.getSubjectAlternativeNames()))
                .isEqualTo(List.copyOf(before.getSubjectAlternativeNames()));
        assertThat(after.getExtendedKeyUsage()).isEqualTo(before.getExtendedKeyUsage());
        assertThat(after.getPublicKey()).isNotEqualTo(before.getPublicKey());
        assertThat(after.getSerialNumber()).isNotEqualTo(before.getSerialNumber());
        assertThat(after.getNotAfter()).isAfter(before.getNotAfter());
        assertThat(StorePassword.read(folder.resolve("out/b.password"))).isEqualTo(password);
        for (String store : new String[] {"p12", "jks"}) {
            KeyStore keys = KeyStore.getInstance(
                    folder.resolve("out/b.keystore." + store).toFile(), password);
            assertThat(keys.getCertificate("key")).isEqualTo(after);
        }
        assertThat(Files.readString(folder.resolve("out/b.key"))).contains("ENCRYPTED");
        certs.succeed("list", "--ca", "@ca");
        assertThat(certs.output().lines().filter(line -> line.contains("CN=b"))).hasSize(2);
    }

    @Test
    void theKeyStaysOnRequest() throws Exception {
        X509Certificate before = certs.certificate("out/b.crt");

        renew("--keep-key");

        assertThat(certs.certificate("out/b.crt").getPublicKey()).isEqualTo(before.getPublicKey());
    }

    @Test
    void everySecretFileKeepsItsMode() throws Exception {
        renew("--key-type", "rsa");

        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.filter(file -> !file.toString().endsWith(".crt")).toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(certs.certificate("out/b.crt").getPublicKey().getAlgorithm()).isEqualTo("RSA");
    }

    @Test
    void onlyACertificateOfThisAuthorityIsRenewed() {
        certs.quickCa("other");

        assertThat(certs.refusal("renew", "--ca", "@other", "--out", "@out", "--name", "b"))
                .contains("is not in the register");
        assertThat(certs.refusal("renew", "--ca", "@ca", "--out", "@out", "--name", "nobody"))
                .contains("does not exist");
    }

    @Test
    void issuingAgainOverwritesNothingUnlessForced() throws Exception {
        byte[] before = Files.readAllBytes(folder.resolve("out/b.key"));
        String[] again = {"issue-server", "--ca", "@ca", "--out", "@out", "--name", "b", "--host", "b.example.org"};

        assertThat(certs.refusal(again)).contains("exists already", "--force");
        assertThat(folder.resolve("out/b.key")).hasBinaryContent(before);
        certs.succeed(Stream.concat(Stream.of(again), Stream.of("--force")).toArray(String[]::new));

        assertThat(Files.readAllBytes(folder.resolve("out/b.key"))).isNotEqualTo(before);
    }
}
