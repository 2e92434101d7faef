package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertsMainTest {
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();
    private Instant now = Instant.now();

    @TempDir
    private Path folder = Path.of("");

    private int run(String... args) {
        InstantSource clock = () -> now;
        return CertsMain.commandLine(
                        clock,
                        new KeyEncryption(new SecureRandom(), 1000),
                        new PrintWriter(output, true),
                        new PrintWriter(errors, true))
                .execute(args);
    }

    private Path ca() {
        Path ca = folder.resolve("ca");
        assertThat(run("create-ca", "--dir", ca.toString()))
                .as(errors.toString())
                .isZero();
        return ca;
    }

    private int issueServer(String... more) {
        String[] fixed = {
            "issue-server", "--ca", folder.resolve("ca").toString(), "--out", out().toString(), "--name", "broker-1"
        };
        return run(Stream.concat(Stream.of(fixed), Stream.of(more)).toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aNewAuthorityHasAPublicCertificateAndAPrivateKey() throws Exception {
        Path ca = ca();

        assertThat(mode(ca.resolve("ca.crt"))).isEqualTo("rw-r--r--");
        assertThat(mode(ca.resolve("ca.key"))).isEqualTo("rw-------");
        assertThat(output.toString()).contains("ca.crt").contains("ca.key");
    }

    @Test
    void anAuthorityIsNeverOverwritten() throws Exception {
        byte[] before = Files.readAllBytes(ca().resolve("ca.key"));

        int code = run("create-ca", "--dir", folder.resolve("ca").toString());

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString()).contains("exists already").hasLineCount(1);
        assertThat(folder.resolve("ca").resolve("ca.key")).hasBinaryContent(before);
    }

    @Test
    void aServersStoresOpenWithTheGeneratedPassword() throws Exception {
        ca();

        assertThat(issueServer("--host", "localhost,127.0.0.1"))
                .as(errors.toString())
                .isZero();

        char[] password = StorePassword.read(out().resolve("broker-1.password"));
        KeyStore keys =
                KeyStore.getInstance(out().resolve("broker-1.keystore.p12").toFile(), password);
        KeyStore trust =
                KeyStore.getInstance(out().resolve("broker-1.truststore.p12").toFile(), password);
        assertThat(keys.getKey("key", password)).isNotNull();
        assertThat(trust.isCertificateEntry("ca-0")).isTrue();
        keys.getCertificate("key").verify(trust.getCertificate("ca-0").getPublicKey());
        for (String secret : new String[] {".key", ".keystore.p12", ".truststore.p12", ".password"}) {
            assertThat(mode(out().resolve("broker-1" + secret))).isEqualTo("rw-------");
        }
        assertThat(output.toString() + errors).doesNotContain(new String(password));
    }

    @Test
    void keytoolListsWhatWeWrote() throws Exception {
        ca();
        issueServer("--host", "localhost");
        Path password = out().resolve("broker-1.password");

        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-list",
                        "-keystore",
                        out().resolve("broker-1.keystore.p12").toString(),
                        "-storepass:file",
                        password.toString())
                .redirectErrorStream(true)
                .start();

        String listed = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(listed).isZero();
        assertThat(listed).contains("PrivateKeyEntry");
    }

    @Test
    void aGivenPasswordFileIsUsedAndNoneIsWritten() throws Exception {
        ca();
        Path mine = folder.resolve("mine");
        Files.writeString(mine, "my own password\nsecond line\n");

        assertThat(issueServer("--host", "localhost", "--password-file", mine.toString()))
                .isZero();

        assertThat(out().resolve("broker-1.password")).doesNotExist();
        assertThat(KeyStore.getInstance(
                                out().resolve("broker-1.keystore.p12").toFile(), "my own password".toCharArray())
                        .size())
                .isEqualTo(1);
        assertThat(output.toString()).doesNotContain("my own password");
    }

    @Test
    void anEncryptedAuthorityKeyNeedsItsPasswordFile() throws Exception {
        Path password = folder.resolve("ca-password");
        Files.writeString(password, "open sesame\n");
        String ca = folder.resolve("ca").toString();
        assertThat(run("create-ca", "--dir", ca, "--key-password-file", password.toString()))
                .isZero();

        int without = issueServer("--host", "localhost");
        int with = issueServer("--host", "localhost", "--ca-key-password-file", password.toString());

        assertThat(without).isEqualTo(1);
        assertThat(errors.toString()).contains("--ca-key-password-file").hasLineCount(1);
        assertThat(with).isZero();
    }

    @Test
    void aClientCertificateIsMadeTheSameWay() {
        ca();

        int code = run(
                "issue-client",
                "--ca",
                folder.resolve("ca").toString(),
                "--out",
                out().toString(),
                "--name",
                "app",
                "--organization",
                "Payments",
                "--key-type",
                "rsa",
                "--days",
                "30");

        assertThat(code).as(errors.toString()).isZero();
        assertThat(run("inspect", out().resolve("app.crt").toString())).isZero();
        assertThat(output.toString())
                .contains("subject:     CN=app,O=Payments")
                .contains("RSA 3072")
                .contains("purposes:    clientAuth")
                .contains("29 days left");
    }

    @Test
    void aClientGetsAFileOfPropertiesWithTheStoresThatItNeeds() throws Exception {
        ca();

        int code = run(
                "issue-client", "--ca", folder.resolve("ca").toString(), "--out", out().toString(), "--name", "app");

        assertThat(code).as(errors.toString()).isZero();
        Path file = out().resolve("app.properties");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Properties client = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            client.load(reader);
        }
        assertThat(client.getProperty("security.protocol")).isEqualTo("SSL");
        for (String store : List.of("ssl.keystore", "ssl.truststore")) {
            KeyStore opened = KeyStore.getInstance(client.getProperty(store + ".type"));
            try (InputStream bytes = Files.newInputStream(Path.of(client.getProperty(store + ".location")))) {
                opened.load(bytes, client.getProperty(store + ".password").toCharArray());
            }
            assertThat(opened.size()).as(store).isEqualTo(1);
        }
        assertThat(output.toString()).doesNotContain(client.getProperty("ssl.keystore.password"));
    }

    @Test
    void aMissingAuthorityIsOneSentence() {
        int code = issueServer("--host", "localhost");

        assertThat(code).isEqualTo(1);
        assertThat(errors.toString()).contains("ca does not exist").hasLineCount(1);
    }

    @Test
    void aBadHostAndABadNameAreOneSentenceEach() {
        ca();

        assertThat(issueServer("--host", "not a host")).isEqualTo(1);
        assertThat(run("issue-client", "--ca", "x", "--out", "x", "--name", "../evil"))
                .isEqualTo(1);
        assertThat(run("issue-client", "--ca", "x", "--out", "x", "--name", "a", "--days", "0"))
                .isEqualTo(1);

        assertThat(errors.toString()).contains("not a host").contains("../evil").hasLineCount(3);
        assertThat(out()).doesNotExist();
    }

    @Test
    void aMissingOptionIsAMistakeOfUse() {
        assertThat(run("create-ca")).isEqualTo(2);
        assertThat(errors.toString()).contains("--dir");
    }

    @Test
    void inspectShowsStoresAndTellsWhatExpiresSoon() {
        ca();
        issueServer("--host", "localhost", "--days", "30");
        String store = out().resolve("broker-1.keystore.p12").toString();
        String password = out().resolve("broker-1.password").toString();

        assertThat(run("inspect", store, "--password-file", password, "--expires-within", "29"))
                .isZero();
        assertThat(run("inspect", store, "--password-file", password, "--expires-within", "31"))
                .isEqualTo(3);
        now = now.plus(Duration.ofDays(31));
        assertThat(run("inspect", store, "--password-file", password)).isZero();

        assertThat(output.toString()).contains("hosts:       localhost").contains("EXPIRED");
    }

    @Test
    void inspectRefusesWhatItCannotRead() throws Exception {
        Path noise = folder.resolve("noise");
        Files.writeString(noise, "hello");
        Path store = folder.resolve("store");
        Files.write(store, new byte[] {0x30, 1, 2, 3});

        assertThat(run("inspect", noise.toString())).isEqualTo(1);
        assertThat(run("inspect", store.toString())).isEqualTo(1);
        assertThat(run("inspect", store.toString(), "--password-file", noise.toString()))
                .isEqualTo(1);
        assertThat(run("inspect", folder.toString())).isEqualTo(1);
        assertThat(run("inspect", folder.resolve("none").toString())).isEqualTo(1);

        assertThat(errors.toString())
                .contains("holds no certificate")
                .contains("--password-file")
                .contains("does not open")
                .contains("is a folder")
                .contains("does not exist")
                .hasLineCount(5);
    }

    @Test
    void theAuthoritysKeyFileIsPkcs8AndEncryptedWithAPasswordThatIsWrittenAndNotShown() throws Exception {
        Path key = ca().resolve("ca.key");
        char[] password = StorePassword.read(folder.resolve("ca").resolve("ca.password"));

        assertThat(Files.readString(key)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(Pem.readKey(Files.readAllBytes(key), Optional.of(password), "ca.key")
                        .getAlgorithm())
                .isEqualTo("EC");
        assertThat(mode(folder.resolve("ca").resolve("ca.password"))).isEqualTo("rw-------");
        assertThat(output.toString() + errors).doesNotContain(new String(password));
    }
}
