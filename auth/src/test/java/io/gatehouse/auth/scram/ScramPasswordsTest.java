package io.gatehouse.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.plain.PasswordVerdict;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CONFORMANCE PLN-04, attack 75: passwords as they are, judged by what is kept of them. */
final class ScramPasswordsTest {
    private final KnownUsers users = new KnownUsers()
            .with(ScramHash.SHA_256, "old", "old-secret")
            .with(ScramHash.SHA_512, "alice", "alice-secret")
            .with(ScramHash.SHA_256, "both", "first")
            .with(ScramHash.SHA_512, "both", "second");
    private final ScramPasswords passwords = new ScramPasswords(
            List.of(ScramHash.values()), users, KnownUsers.PHANTOMS, new CredentialUses(ScramClient.NOW));

    private String refusal(String user, String password) {
        return passwords
                .judge(user, Secret.ofText(password), ScramClient.NOW)
                .refusal()
                .orElse("");
    }

    @Test
    void aUserHasOnePasswordWhateverHashItIsKeptBy() {
        assertThat(refusal("alice", "alice-secret")).isEmpty();
        assertThat(refusal("old", "old-secret")).isEmpty();
        assertThat(refusal("both", "first")).isEmpty();
        assertThat(refusal("both", "second")).isEmpty();
    }

    @Test
    void theReasonIsForTheAuditOnly() {
        assertThat(refusal("alice", "wrong")).isEqualTo("wrong-password");
        assertThat(refusal("old", "wrong")).isEqualTo("wrong-password");
        assertThat(refusal("nobody", "alice-secret")).isEqualTo("unknown-user");
    }

    @Test
    void aPasswordIsCurrentUntilItsCredentialsAreGoneOrOthers() {
        PasswordVerdict verdict = passwords.judge("alice", Secret.ofText("alice-secret"), ScramClient.NOW);
        PasswordVerdict both = passwords.judge("both", Secret.ofText("first"), ScramClient.NOW);
        assertThat(verdict.current().getAsBoolean()).isTrue();
        users.with(ScramHash.SHA_512, "both", "third");
        assertThat(both.current().getAsBoolean()).as("proved by the other").isTrue();

        users.with(ScramHash.SHA_512, "alice", "another");
        assertThat(verdict.current().getAsBoolean()).isFalse();
        users.with(ScramHash.SHA_512, "alice", "alice-secret");
        assertThat(verdict.current().getAsBoolean()).isTrue();
        users.remove(ScramHash.SHA_512, "alice");
        assertThat(verdict.current().getAsBoolean()).isFalse();
    }

    @Test
    void aWeakCredentialIsNobodys() {
        byte[] salt = "salt of a user".getBytes(StandardCharsets.UTF_8);
        users.with(
                ScramHash.SHA_512,
                "weak",
                ScramCredential.ofPassword(ScramHash.SHA_512, Secret.ofText("secret"), salt, 4095));

        assertThat(refusal("weak", "secret")).isEqualTo("iterations-below-floor");
    }

    @Test
    void usersOfTheSettingsAreKeptHashed() {
        StaticUsers settings = new StaticUsers(
                Map.of("alice", Secret.ofText("alice-secret"), "bob", Secret.ofText("alice-secret")),
                new SecureRandom());
        ScramPasswords check = new ScramPasswords(
                List.of(StaticUsers.HASH), settings, KnownUsers.PHANTOMS, new CredentialUses(ScramClient.NOW));

        assertThat(check.judge("alice", Secret.ofText("alice-secret"), ScramClient.NOW)
                        .refusal())
                .isEmpty();
        assertThat(check.judge("alice", Secret.ofText("alice"), ScramClient.NOW).refusal())
                .contains("wrong-password");
        assertThat(check.judge("carol", Secret.ofText("alice-secret"), ScramClient.NOW)
                        .refusal())
                .contains("unknown-user");
        assertThat(settings.find(StaticUsers.HASH, "alice").orElseThrow().storedKey())
                .as("a salt each")
                .isNotEqualTo(
                        settings.find(StaticUsers.HASH, "bob").orElseThrow().storedKey());
    }
}
