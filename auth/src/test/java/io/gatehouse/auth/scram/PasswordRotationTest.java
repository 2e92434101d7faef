package io.gatehouse.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.scram.PasswordRotation.Outcome;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PEERS B6, section 3.1 note 10: two passwords of a user are good while they are being changed. */
final class PasswordRotationTest {
    private static final ScramHash HASH = ScramHash.SHA_512;

    private final KnownUsers users = new KnownUsers().with(HASH, "alice", "old-secret");
    private final PasswordRotation rotation = new PasswordRotation(users);

    private Outcome begin(String password) {
        return rotation.begin(HASH, "alice", Secret.ofText(password))
                .toCompletableFuture()
                .join();
    }

    private Outcome finish() {
        return rotation.finish(HASH, "alice").toCompletableFuture().join();
    }

    private RoundResult logIn(ScramHash hash, String password) {
        ScramClient client = users.client(hash, password);
        var unused = client.firstFor("alice");
        return client.last();
    }

    private String byScram(String password) {
        return ScramClient.reason(logIn(HASH, password));
    }

    private BooleanSupplier proof(String password) {
        return logIn(HASH, password)
                .fold(challenge -> () -> false, RoundResult.Accepted::proof, refused -> () -> false);
    }

    private ScramCredential credential() {
        return users.find(HASH, "alice").orElseThrow();
    }

    @Test
    void bothPasswordsAreGoodUntilTheRotationIsFinished() {
        assertThat(begin("new-secret").done()).isTrue();

        assertThat(byScram("old-secret")).isEqualTo("accepted");
        assertThat(byScram("new-secret")).isEqualTo("accepted");
        assertThat(byScram("other-secret")).isEqualTo("wrong-proof");

        assertThat(finish().done()).isTrue();

        assertThat(byScram("old-secret")).isEqualTo("wrong-proof");
        assertThat(byScram("new-secret")).isEqualTo("accepted");
    }

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void soTheyAreWhenTheyComeAsTheyAre(ScramHash hash) {
        users.with(hash, "alice", "old-secret");
        ScramPasswords passwords = new ScramPasswords(List.of(hash), users, KnownUsers.PHANTOMS, users.uses);
        assertThat(rotation.begin(hash, "alice", Secret.ofText("new-secret"))
                        .toCompletableFuture()
                        .join()
                        .done())
                .isTrue();

        for (String password : List.of("old-secret", "new-secret")) {
            assertThat(passwords
                            .judge("alice", Secret.ofText(password), ScramClient.NOW)
                            .refusal())
                    .isEmpty();
        }
        assertThat(passwords
                        .judge("alice", Secret.ofText("other"), ScramClient.NOW)
                        .refusal())
                .contains("wrong-password");
    }

    @Test
    void sessionsOfTheOldPasswordEndWhenItDoesAndNoOthers() {
        BooleanSupplier before = proof("old-secret");
        assertThat(begin("new-secret").done()).isTrue();
        BooleanSupplier old = proof("old-secret");
        BooleanSupplier young = proof("new-secret");
        assertThat(List.of(before, old, young)).allMatch(BooleanSupplier::getAsBoolean);

        assertThat(finish().done()).isTrue();

        assertThat(List.of(before, old)).noneMatch(BooleanSupplier::getAsBoolean);
        assertThat(young.getAsBoolean()).isTrue();
    }

    @Test
    void settingAPasswordInTheUsualWayEndsBoth() {
        assertThat(begin("new-secret").done()).isTrue();

        users.with(HASH, "alice", "third-secret");

        assertThat(byScram("old-secret")).isEqualTo("wrong-proof");
        assertThat(byScram("new-secret")).isEqualTo("wrong-proof");
    }

    @Test
    void whenEachWasUsedLastIsKnown() {
        ScramCredential old = credential();
        assertThat(users.uses.lastUse(HASH, "alice", old)).isEmpty();
        assertThat(byScram("old-secret")).isEqualTo("accepted");
        assertThat(begin("new-secret").done()).isTrue();

        assertThat(users.uses.lastUse(HASH, "alice", old)).contains(ScramClient.NOW);
        assertThat(users.uses.lastUse(HASH, "alice", credential())).isEmpty();
        assertThat(byScram("wrong-secret")).isEqualTo("wrong-proof");
        assertThat(users.uses.lastUse(HASH, "alice", credential())).isEmpty();

        assertThat(byScram("new-secret")).isEqualTo("accepted");
        assertThat(users.uses.lastUse(HASH, "alice", credential())).contains(ScramClient.NOW);
        assertThat(users.uses.lastUse(HASH, "alice", credential().previous().orElseThrow()))
                .contains(ScramClient.NOW);
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        assertThat(finish().sentence()).contains("has one password");
        assertThat(begin("old-secret").sentence()).contains("is the old one");
        assertThat(begin("short").sentence()).contains("5 characters (expected: at least 8)");
        assertThat(begin("password123").sentence()).contains("tried first").doesNotContain("password123");
        assertThat(begin("new-secret").done()).isTrue();
        assertThat(begin("third-secret").sentence()).contains("two passwords of alice are good already");
        users.remove(HASH, "alice");
        assertThat(begin("third-secret").sentence()).contains("alice has no password for SCRAM-SHA-512");
        assertThat(finish().sentence()).contains("alice has no password for SCRAM-SHA-512");
    }

    @Test
    void passwordsOfDifferentSaltsCannotBothBeGood() {
        ScramCredential other = ScramCredential.ofPassword(
                HASH, Secret.ofText("new-secret"), "another salt".getBytes(StandardCharsets.UTF_8), 4096);

        assertThatThrownBy(() -> credential().withPrevious(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another salt");
    }

    @Test
    void whoChangesTheCredentialMeanwhileWins() {
        KnownUsers racing = new KnownUsers() {
            @Override
            public java.util.concurrent.CompletionStage<Boolean> replace(
                    ScramHash hash, String user, ScramCredential expected, ScramCredential credential) {
                with(hash, user, "their-secret");
                return super.replace(hash, user, expected, credential);
            }
        };
        racing.with(HASH, "alice", "old-secret");

        Outcome outcome = new PasswordRotation(racing)
                .begin(HASH, "alice", Secret.ofText("new-secret"))
                .toCompletableFuture()
                .join();

        assertThat(outcome.sentence()).contains("changed by somebody else meanwhile");
        assertThat(racing.find(HASH, "alice").orElseThrow().previous()).isEmpty();
    }
}
