package io.gatehouse.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScramCredentialTest {
    private static final byte[] SALT = "salt".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void theTextIsReadBackUnchanged(ScramHash hash) {
        ScramCredential credential = ScramCredential.ofPassword(hash, Secret.ofText("p"), 4096, new SecureRandom());

        String text = credential.toText();

        assertThat(ScramCredential.parse(text).toText()).isEqualTo(text);
        assertThat(text).matches("salt=[^,]+,stored_key=[^,]+,server_key=[^,]+,iterations=4096");
    }

    /** SCR-03: any order when reading. */
    @Test
    void thePartsMayStandInAnyOrder() {
        String key = Base64.getEncoder().encodeToString(new byte[32]);

        ScramCredential credential =
                ScramCredential.parse("iterations=8192,server_key=" + key + ",salt=c2FsdA==,stored_key=" + key);

        assertThat(credential.iterations()).isEqualTo(8192);
        assertThat(credential.salt()).isEqualTo(SALT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "salt=c2FsdA==",
                "salt=c2FsdA==,stored_key=!,server_key=AAAA,iterations=4096",
                "salt=c2FsdA==,stored_key=AAAA,server_key=AAAA,iterations=4096",
                "salt=c2FsdA==,stored_key=AAAA,server_key=AAAA,iterations=x",
                "salt=c2FsdA==,salt=c2FsdA==,stored_key=AAAA,server_key=AAAA,iterations=1",
                "salt=c2FsdA==,stored_key=AAAA,server_key=AAAA,iterations=4096,more=1"
            })
    void anotherTextIsRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> ScramCredential.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("c2FsdA");
    }

    @Test
    void whatAnAdminClientSendsGivesTheSameKeysAsThePassword() {
        byte[] salted = ScramHash.SHA_512.stretch("p".getBytes(StandardCharsets.UTF_8), SALT, 4096);

        ScramCredential derived = ScramCredential.derive(ScramHash.SHA_512, salted, SALT, 4096);

        assertThat(derived.toText())
                .isEqualTo(ScramCredential.ofPassword(ScramHash.SHA_512, Secret.ofText("p"), SALT, 4096)
                        .toText());
    }

    @Test
    void aSaltedPasswordOfTheOtherHashIsRefused() {
        assertThatThrownBy(() -> ScramCredential.derive(ScramHash.SHA_512, new byte[32], SALT, 4096))
                .hasMessageContaining("expected: 64");
    }

    @Test
    void theKeysAreNotPrinted() {
        ScramCredential credential = ScramCredential.ofPassword(ScramHash.SHA_256, Secret.ofText("p"), SALT, 4096);

        assertThat(credential).hasToString("ScramCredential[iterations=4096]");
    }

    @Test
    void arraysAreCopies() {
        ScramCredential credential = ScramCredential.ofPassword(ScramHash.SHA_256, Secret.ofText("p"), SALT, 4096);
        byte before = credential.storedKey()[0];

        credential.storedKey()[0]++;

        assertThat(credential.storedKey()[0]).isEqualTo(before);
    }

    /** Attack 84: real salts and made-up ones look the same. */
    @Test
    void phantomsHaveTheShapeOfRealCredentials() {
        ScramCredential real =
                ScramCredential.ofPassword(ScramHash.SHA_256, Secret.ofText("p"), 4096, new SecureRandom());
        ScramCredential phantom = KnownUsers.PHANTOMS.credentialFor(ScramHash.SHA_256, "nobody", 4096);

        assertThat(new String(real.salt(), StandardCharsets.US_ASCII)).matches("[0-9a-z]{20,26}");
        assertThat(new String(phantom.salt(), StandardCharsets.US_ASCII)).matches("[0-9a-z]{20,26}");
        assertThat(phantom.storedKey()).hasSameSizeAs(real.storedKey());
    }

    /** Attack 84: the same on all brokers of a cluster, others in another cluster. */
    @Test
    void phantomsDependOnTheClusterTheHashAndTheName() {
        PhantomCredentials broker1 = new PhantomCredentials(Secret.ofText("cluster secret 1"));
        PhantomCredentials broker2 = new PhantomCredentials(Secret.ofText("cluster secret 1"));
        PhantomCredentials elsewhere = new PhantomCredentials(Secret.ofText("cluster secret 2"));
        String text = broker1.credentialFor(ScramHash.SHA_256, "x", 4096).toText();

        assertThat(broker2.credentialFor(ScramHash.SHA_256, "x", 4096).toText()).isEqualTo(text);
        assertThat(elsewhere.credentialFor(ScramHash.SHA_256, "x", 4096).salt())
                .isNotEqualTo(ScramCredential.parse(text).salt());
        assertThat(broker1.credentialFor(ScramHash.SHA_256, "y", 4096).salt())
                .isNotEqualTo(ScramCredential.parse(text).salt());
        assertThat(broker1.credentialFor(ScramHash.SHA_512, "x", 4096).salt())
                .isNotEqualTo(ScramCredential.parse(text).salt());
    }

    @Test
    void aShortClusterSecretIsRefused() {
        assertThatThrownBy(() -> new PhantomCredentials(Secret.ofText("short"))).hasMessageContaining("at least 16");
    }
}
