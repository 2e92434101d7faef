package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FormatsTest {
    private final SecureRandom random = new SecureRandom();
    private final Instant now = Instant.now();
    private final CertificateAuthority root =
            CertificateAuthority.create("Test CA", KeyType.EC, Duration.ofDays(30), now, random);
    private final Issued client = root.issue(CertificateRequest.client("app"), now);
    private final char[] password = StorePassword.random(random);

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void aKeyComesBackFromPem(KeyType keyType) {
        PrivateKey key = keyType.newPair(random).getPrivate();

        PrivateKey back = Pem.readKey(Pem.key(key), Optional.empty(), "ca.key");

        assertThat(back).isEqualTo(key);
    }

    @Test
    void anEncryptedKeyComesBackWithItsPassword() {
        PrivateKey key = KeyType.EC.newPair(random).getPrivate();

        byte[] pem = Pem.encryptedKey(key, password, random);

        assertThat(new String(pem, StandardCharsets.US_ASCII)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        assertThat(Pem.readKey(pem, Optional.of(password), "ca.key")).isEqualTo(key);
        assertThatThrownBy(() -> Pem.readKey(pem, Optional.of("wrong".toCharArray()), "ca.key"))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("does not open with this password");
        assertThatThrownBy(() -> Pem.readKey(pem, Optional.empty(), "ca.key"))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("is encrypted");
    }

    @Test
    void certificatesComeBackFromPemInOrder() {
        byte[] pem = Pem.certificates(List.of(client.certificate(), root.certificate()));

        assertThat(Pem.readCertificates(pem, "x")).containsExactly(client.certificate(), root.certificate());
    }

    @Test
    void brokenPemIsOneSentenceWithoutItsContent() {
        byte[] broken = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
                .getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> Pem.readKey(broken, Optional.empty(), "ca.key"))
                .isInstanceOf(CertsException.class)
                .hasMessage("ca.key cannot be read (expected: PEM text)")
                .hasNoCause();
    }

    @Test
    void theJdkAndBouncyCastleOpenOurKeyStore() throws Exception {
        byte[] bytes = Pkcs12.keyStore(client, password);

        for (KeyStore store :
                List.of(KeyStore.getInstance("PKCS12"), KeyStore.getInstance("PKCS12", new BouncyCastleProvider()))) {
            store.load(new ByteArrayInputStream(bytes), password);
            assertThat(store.getKey("key", password)).isEqualTo(client.key());
            assertThat(store.getCertificateChain("key")).containsExactly(client.certificate());
        }
    }

    @Test
    void aPasswordThatAPersonChoseIsHashedMoreOften() throws Exception {
        char[] chosen = "correct horse".toCharArray();

        assertThat(rounds(Pkcs12.keyStore(client, password))).isEqualTo(1_000);
        assertThat(rounds(Pkcs12.keyStore(client, chosen))).isEqualTo(10_000);
        assertThat(rounds(Pkcs12.trustStore(List.of(root.certificate()), chosen)))
                .isEqualTo(10_000);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Pkcs12.keyStore(client, chosen)), chosen);
        assertThat(store.getKey("key", chosen)).isEqualTo(client.key());
    }

    private static int rounds(byte[] store) {
        return Pfx.getInstance(store).getMacData().getIterationCount().intValueExact();
    }

    @Test
    void theJdkTrustsWhatIsInOurTrustStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");

        store.load(new ByteArrayInputStream(Pkcs12.trustStore(List.of(root.certificate()), password)), password);

        assertThat(store.isCertificateEntry("ca-0")).isTrue();
        assertThat(store.getCertificate("ca-0")).isEqualTo(root.certificate());
    }

    @Test
    void randomPasswordsDifferAndAreSafeInAPropertyFile() {
        assertThat(new String(password)).hasSize(32).matches("[A-Za-z0-9_-]+");
        assertThat(StorePassword.random(random)).isNotEqualTo(password);
    }
}
