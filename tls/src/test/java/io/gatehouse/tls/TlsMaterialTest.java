package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Pkcs12;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFORMANCE TLS-20 to TLS-35: every way to bring a key, and every way to get it wrong. */
final class TlsMaterialTest {
    private static final String PASSWORD = "correct horse";
    private static final String WRONG = "battery staple";

    private final TestPki pki = new TestPki();
    private final Issued own = pki.server();

    @TempDir
    private Path folder = Path.of("");

    private Path write(String name, byte[] bytes) throws Exception {
        Path path = folder.resolve(name);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(path, bytes);
    }

    private Path store(String type, String storePassword, String keyPassword) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setKeyEntry(
                "key", own.key(), keyPassword.toCharArray(), own.chain().toArray(Certificate[]::new));
        Path path = write("store." + type, new byte[0]);
        try (OutputStream out = Files.newOutputStream(path)) {
            store.store(out, storePassword.toCharArray());
        }
        return path;
    }

    private Path pemFile(byte[] key) throws Exception {
        return write(
                "server.pem",
                (new String(Pem.certificates(own.chain()), StandardCharsets.US_ASCII)
                                + new String(key, StandardCharsets.US_ASCII))
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private TlsMaterial load(KeyStoreSettings keys) {
        return TlsMaterial.load(TlsSettings.of(keys, TrustStoreSettings.none()));
    }

    private static Secret secret(String text) {
        return Secret.ofText(text);
    }

    private static String everything(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private void assertLoads(KeyStoreSettings keys) {
        KeyEntry entry = load(keys).keys().get(0);
        assertThat(entry.key()).isEqualTo(own.key());
        assertThat(entry.chain()).isEqualTo(own.chain());
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContainingAll(parts)
                .extracting(TlsMaterialTest::everything, InstanceOfAssertFactories.STRING)
                .doesNotContain(PASSWORD, WRONG); // Attack 54.
    }

    // TLS-20.
    @Test
    void aJksStoreLoadsAndItsKeyMayHaveAPasswordOfItsOwn() throws Exception {
        Path path = store("JKS", PASSWORD, "another");
        KeyStoreSettings both = new KeyStoreSettings(
                "JKS",
                Optional.of(path),
                Optional.of(secret(PASSWORD)),
                Optional.of(secret("another")),
                Optional.empty(),
                Optional.empty());

        assertLoads(both);
        assertRefused(() -> load(KeyStoreSettings.store("JKS", path, secret(PASSWORD))), "ssl.key.password");
    }

    // TLS-21.
    @Test
    void aPkcs12StoreLoadsUnderItsOwnTypeAndUnderJks() throws Exception {
        Path path = write("a.p12", Pkcs12.keyStore(own, PASSWORD.toCharArray()));

        assertLoads(KeyStoreSettings.store("PKCS12", path, secret(PASSWORD)));
        assertLoads(KeyStoreSettings.store("JKS", path, secret(PASSWORD)));
    }

    @Test
    void aWrongStorePasswordIsCalledThat() throws Exception {
        Path path = store("PKCS12", PASSWORD, PASSWORD);

        assertRefused(
                () -> load(KeyStoreSettings.store("PKCS12", path, secret(WRONG))),
                "ssl.keystore.location = " + path,
                "does not open with ssl.keystore.password");
    }

    // TLS-22, TLS-23.
    @Test
    void aPemFileWithChainAndPlainKeyLoads() throws Exception {
        assertLoads(KeyStoreSettings.pem(pemFile(Pem.key(own.key())), Optional.empty()));
    }

    // TLS-25.
    @Test
    void anEncryptedPemKeyLoadsWithItsPasswordOnly() throws Exception {
        Path path = pemFile(Pem.encryptedKey(own.key(), PASSWORD.toCharArray(), TestPki.RANDOM));

        assertLoads(KeyStoreSettings.pem(path, Optional.of(secret(PASSWORD))));
        assertRefused(() -> load(KeyStoreSettings.pem(path, Optional.empty())), "ssl.key.password is not set");
        // Attack 54: openssl also encrypts with nothing, which is as open as a plain key.
        assertRefused(() -> load(KeyStoreSettings.pem(path, Optional.of(secret("")))), "ssl.key.password is empty");
        assertRefused(
                () -> load(KeyStoreSettings.pem(path, Optional.of(secret(WRONG)))),
                "does not open with ssl.key.password");
    }

    // TLS-25.
    @Test
    void aTraditionalKeyIsRefusedWithTheWayOut() throws Exception {
        Issued rsa = pki.root().issue(pki.serverRequest().withKeyType(KeyType.RSA), pki.now());
        StringWriter traditional = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(traditional)) {
            writer.writeObject(rsa.key());
        }
        Path path = pemFile(traditional.toString().getBytes(StandardCharsets.US_ASCII));

        assertRefused(
                () -> load(KeyStoreSettings.pem(path, Optional.empty())), "RSA PRIVATE KEY", "openssl pkcs8 -topk8");
    }

    // TLS-24.
    @Test
    void inlinePemMayHaveSpacesHeadersAndNoLastNewline() {
        String key = new String(Pem.key(own.key()), StandardCharsets.US_ASCII)
                .replace("-----\n", "-----\n  Proc-Type: 4,CLEAR\n\n  ")
                .strip();
        key = key.substring(0, key.lastIndexOf("-----") + 5);
        String chain = "some words\n" + new String(Pem.certificates(own.chain()), StandardCharsets.US_ASCII).strip();

        assertLoads(new KeyStoreSettings(
                "pem",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(secret(key)),
                Optional.of(secret(chain))));
    }

    // Attack 54.
    @Test
    void twoKeysInAFileAreAMistake() throws Exception {
        String key = new String(Pem.key(own.key()), StandardCharsets.US_ASCII);
        Path path = pemFile((key + key).getBytes(StandardCharsets.US_ASCII));

        assertRefused(() -> load(KeyStoreSettings.pem(path, Optional.empty())), "holds 2 private keys");
    }

    // Attack 54.
    @Test
    void aKeyThatEveryUserCanReadNeedsTheNamedPermission() throws Exception {
        Path path = pemFile(Pem.key(own.key()));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        TlsSettings settings = TlsSettings.of(KeyStoreSettings.pem(path, Optional.empty()), TrustStoreSettings.none());

        assertRefused(() -> TlsMaterial.load(settings), "every user", TlsSettings.WORLD_READABLE_KEYS);
        assertThat(TlsMaterial.load(settings.withWorldReadableKeys(true)).hasKey())
                .isTrue();
    }

    @Test
    void brokenPemIsNamedWithoutItsContent() throws Exception {
        Path path = pemFile("-----BEGIN PRIVATE KEY-----\n!!secret!!\n-----END PRIVATE KEY-----\n"
                .getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> load(KeyStoreSettings.pem(path, Optional.empty())))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("not base64")
                .hasMessageNotContaining("!!")
                .hasNoCause();
    }

    // TLS-35.
    @Test
    void aTypeThatNobodyKnowsIsNamed() throws Exception {
        Path path = store("PKCS12", PASSWORD, PASSWORD);

        assertRefused(() -> load(KeyStoreSettings.store("XYZ", path, secret(PASSWORD))), "ssl.keystore.type = XYZ");
    }

    @Test
    void aMissingFileAndAFileOfAnotherKindAreNamed() throws Exception {
        Path missing = folder.resolve("none");
        Path noise = write("noise", new byte[] {1, 2, 3});

        assertRefused(
                () -> load(KeyStoreSettings.store("PKCS12", missing, secret(PASSWORD))),
                missing.toString(),
                "a readable file");
        assertRefused(
                () -> load(KeyStoreSettings.store("PKCS12", noise, secret(PASSWORD))), "cannot be read as PKCS12");
        assertRefused(() -> load(KeyStoreSettings.pem(noise, Optional.empty())), "holds 0 private keys");
    }

    @Test
    void aStoreWithoutAKeyIsNotAKeyStore() throws Exception {
        Path path = write("trust.p12", Pkcs12.trustStore(own.chain(), PASSWORD.toCharArray()));

        assertRefused(() -> load(KeyStoreSettings.store("PKCS12", path, secret(PASSWORD))), "holds no private key");
    }

    // TLS-27.
    @Test
    void aJksTrustStoreOpensWithoutItsPassword() throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setCertificateEntry("ca", pki.root().root());
        Path path = write("trust.jks", new byte[0]);
        try (OutputStream out = Files.newOutputStream(path)) {
            store.store(out, PASSWORD.toCharArray());
        }

        TlsMaterial material = TlsMaterial.load(
                TlsSettings.of(KeyStoreSettings.none(), TrustStoreSettings.store("JKS", path, Optional.empty())));

        assertThat(material.trustManager(Cryptography.of(TlsProvider.JDK)).getAcceptedIssuers())
                .containsExactly(pki.root().root());
    }

    @Test
    void aPkcs12TrustStoreNeedsItsPasswordAndSaysSo() throws Exception {
        Path path = write("trust.p12", Pkcs12.trustStore(List.of(pki.root().root()), PASSWORD.toCharArray()));
        TlsSettings without =
                TlsSettings.of(KeyStoreSettings.none(), TrustStoreSettings.store("PKCS12", path, Optional.empty()));
        TlsSettings with = TlsSettings.of(
                KeyStoreSettings.none(), TrustStoreSettings.store("PKCS12", path, Optional.of(secret(PASSWORD))));

        assertRefused(() -> TlsMaterial.load(without), "ssl.truststore.password");
        assertThat(TlsMaterial.load(with)
                        .trustManager(Cryptography.of(TlsProvider.JDK))
                        .getAcceptedIssuers())
                .hasSize(1);
    }

    // TLS-29.
    @Test
    void withoutATrustStoreTheJvmsAuthoritiesJudge() {
        assertThat(load(KeyStoreSettings.none())
                        .trustManager(Cryptography.of(TlsProvider.JDK))
                        .getAcceptedIssuers())
                .hasSizeGreaterThan(1);
    }

    // TLS-30.
    @Test
    void aServerWithoutAKeyIsRefused() {
        TlsSettings settings = pki.anonymous();

        assertRefused(() -> TlsServer.of(settings, TlsMaterial.load(settings)), "ssl.keystore.location is not set");
    }

    // TLS-34.
    @Test
    void ourOwnCertificateOutsideItsTimeIsAWarning() {
        TlsMaterial material = TlsMaterial.load(pki.settings(own));

        assertThat(material.warnings(pki.now())).isEmpty();
        assertThat(material.warnings(pki.now().plus(Duration.ofDays(200))))
                .singleElement()
                .asString()
                .contains("CN=broker-1 expired");
        assertThat(material.warnings(pki.now().minus(Duration.ofDays(1))))
                .singleElement()
                .asString()
                .contains("not valid before");
    }
}
