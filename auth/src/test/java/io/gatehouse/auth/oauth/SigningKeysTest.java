package io.gatehouse.auth.oauth;

import static io.gatehouse.auth.oauth.Provider.EC;
import static io.gatehouse.auth.oauth.Provider.NOW;
import static io.gatehouse.auth.oauth.Provider.RSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When keys are fetched, and which are believed meanwhile (CONFORMANCE OAU-08, OAU-09, attacks 102, 103). */
final class SigningKeysTest {
    private static final KeyTiming TIMING =
            new KeyTiming(Duration.ofHours(1), Duration.ofMillis(1), Duration.ofSeconds(10), Duration.ofHours(24));

    @TempDir
    private Path folder;

    private final StepThread thread = new StepThread(NOW);
    private final List<String> answers = new ArrayList<>();
    private boolean remote = true;
    private int asked;
    private Runnable whileAsked = () -> {};

    private final KeySetSource source = new KeySetSource() {
        @Override
        public byte[] read() throws IOException {
            asked++;
            whileAsked.run();
            String answer = answers.get(0);
            if (answer.startsWith("!")) {
                throw new IOException(answer);
            }
            return answer.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String place() {
            return "https://id.example/keys";
        }

        @Override
        public boolean remote() {
            return remote;
        }
    };

    private SigningKeys keys() {
        KeySetCopy copy = new KeySetCopy(folder.resolve("keys.json"));
        return new SigningKeys(source, Optional.of(copy), TIMING, thread, thread);
    }

    private void answer(JWK... keys) {
        answer(new JWKSet(List.of(keys)).toString(true));
    }

    private void answer(String text) {
        answers.clear();
        answers.add(text);
    }

    private String ids(SigningKeys keys) {
        return keys.current(thread.instant()).map(set -> set.ids().toString()).orElse("none");
    }

    private SigningKeys started() {
        SigningKeys keys = keys();
        keys.start();
        return keys;
    }

    @Test
    void theKeysAreThereWhenTheBrokerHasStarted() {
        answer(RSA);

        assertThat(ids(started())).isEqualTo("[rsa-1]");
        assertThat(asked).isEqualTo(1);
    }

    /** Attack 103: a key that is gone is gone with the next fetch, and so is one that is another now. */
    @Test
    void theyAreFetchedAnewEveryNowAndThen() {
        answer(RSA);
        SigningKeys keys = started();
        answer(EC);

        thread.advance(Duration.ofMinutes(59));
        assertThat(ids(keys)).isEqualTo("[rsa-1]");
        thread.advance(Duration.ofMinutes(1));
        assertThat(ids(keys)).isEqualTo("[ec-1]");
        thread.advance(Duration.ofHours(5));
        assertThat(asked).isEqualTo(7);
    }

    @Test
    void theSameIdMayBeAnotherKeyFromThenOn() {
        answer(Provider.rsa("rsa-1", 2048));
        SigningKeys keys = started();
        SignedTokens judge = new SignedTokens(Provider.rules(), keys, any -> false);
        assertThat(judge.judge(Provider.good(), NOW)).isInstanceOf(TokenVerdict.Bad.class);

        answer(RSA);
        thread.advance(Duration.ofHours(1));

        assertThat(judge.judge(Provider.good(), NOW)).isInstanceOf(TokenVerdict.Good.class);
    }

    /** Attack 102: a bad set never takes the place of a good one. */
    @Test
    void whatGoesWrongLeavesTheLastGoodKeys() {
        answer(RSA);
        SigningKeys keys = started();
        for (String bad : List.of("!refused", "<html/>", "{\"keys\":[]}", "", "{\"keys\":[{\"kty\":\"oct\"}]}")) {
            answer(bad);
            thread.advance(Duration.ofHours(1));
            assertThat(ids(keys)).as(bad).isEqualTo("[rsa-1]");
        }
    }

    @Test
    void failuresAreTriedAgainSoonAndThenLessOften() {
        answer(RSA);
        SigningKeys keys = started();
        answer("!refused");
        thread.advance(Duration.ofHours(1));
        assertThat(asked).isEqualTo(2);

        thread.advance(Duration.ofMillis(1));
        assertThat(asked).isEqualTo(3);
        thread.advance(Duration.ofMillis(2));
        assertThat(asked).isEqualTo(4);
        thread.advance(Duration.ofMinutes(10));
        assertThat(asked).as("every ten seconds at last").isBetween(70, 90);

        answer(EC);
        thread.advance(Duration.ofSeconds(10));
        assertThat(ids(keys)).isEqualTo("[ec-1]");
    }

    @Test
    void keysThatAreTooOldAreBelievedNoMore() {
        answer(RSA);
        SigningKeys keys = started();
        answer("!refused");

        thread.advance(Duration.ofHours(24));
        assertThat(ids(keys)).isEqualTo("[rsa-1]");
        thread.advance(Duration.ofSeconds(1));
        assertThat(ids(keys)).isEqualTo("none");
        answer(RSA);
        thread.advance(Duration.ofSeconds(10));
        assertThat(ids(keys)).isEqualTo("[rsa-1]");
    }

    /** Attack 103. */
    @Test
    void aTokenWithANewKeyIsAcceptedAfterOneFetch() {
        answer(EC);
        SigningKeys keys = started();
        SignedTokens judge = new SignedTokens(Provider.rules(), keys, any -> false);
        answer(EC, RSA);

        CompletableFuture<TokenVerdict> verdict =
                judge.judgeInTime(Provider.good(), NOW).toCompletableFuture();
        assertThat(verdict).isNotDone();
        thread.advance(Duration.ZERO);

        assertThat(verdict.join()).isInstanceOf(TokenVerdict.Good.class);
        assertThat(asked).isEqualTo(2);
    }

    /** Attack 102: however many ask, one fetch is under way, no thread waits, and strangers cannot flood the provider. */
    @Test
    void manyUnknownKeysAreOneFetchEveryFewSeconds() {
        answer(EC);
        SigningKeys keys = started();
        SignedTokens judge = new SignedTokens(Provider.rules(), keys, any -> false);
        for (int second = 0; second < 30; second++) {
            List<CompletableFuture<TokenVerdict>> verdicts = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                verdicts.add(judge.judgeInTime(Provider.good(), NOW).toCompletableFuture());
            }
            thread.advance(Duration.ofSeconds(3));
            assertThat(verdicts).allMatch(CompletableFuture::isDone);
            assertThat(verdicts.get(0).join()).isInstanceOf(TokenVerdict.Bad.class);
        }

        assertThat(asked).isEqualTo(31);
    }

    @Test
    void whoAsksTooSoonWaitsForTheNextFetchAndIsNotRefusedForIt() {
        answer(EC);
        SigningKeys keys = started();
        SignedTokens judge = new SignedTokens(Provider.rules(), keys, any -> false);
        var unused = judge.judgeInTime(Provider.good(), NOW);
        thread.advance(Duration.ZERO);
        answer(EC, RSA);

        CompletableFuture<TokenVerdict> verdict =
                judge.judgeInTime(Provider.good(), NOW).toCompletableFuture();
        thread.advance(Duration.ofMillis(2_999));
        assertThat(verdict).isNotDone();
        thread.advance(Duration.ofMillis(1));

        assertThat(verdict.join()).isInstanceOf(TokenVerdict.Good.class);
    }

    /** The answer that is on its way may be older than the key. */
    @Test
    void whoAsksDuringAFetchWaitsForTheNextOne() {
        answer(EC);
        SigningKeys keys = started();
        SignedTokens judge = new SignedTokens(Provider.rules(), keys, any -> false);
        List<CompletableFuture<TokenVerdict>> late = new ArrayList<>();
        whileAsked = () -> late.add(judge.judgeInTime(Provider.good(), NOW).toCompletableFuture());
        var unused = judge.judgeInTime(Provider.good(), NOW);
        thread.advance(Duration.ZERO);
        whileAsked = () -> {};
        answer(EC, RSA);
        assertThat(late).singleElement().matches(verdict -> !verdict.isDone());

        thread.advance(Duration.ofSeconds(3));

        assertThat(late.get(0).join()).isInstanceOf(TokenVerdict.Good.class);
        thread.advance(Duration.ofMinutes(59));
        assertThat(asked).isEqualTo(3);
    }

    /** AUE-10: clients give up for good when they hear that they failed. */
    @Test
    void aKeyThatNobodyCanAskForIsNotTheClientsFault() {
        answer(EC);
        SigningKeys keys = started();
        SignedTokens judge = new SignedTokens(Provider.rules(), keys, any -> false);
        answer("!refused");

        CompletableFuture<TokenVerdict> verdict =
                judge.judgeInTime(Provider.good(), NOW).toCompletableFuture();
        thread.advance(Duration.ZERO);

        assertThat(verdict.join())
                .isInstanceOfSatisfying(
                        TokenVerdict.Bad.class, bad -> assertThat(bad.fault()).isEqualTo(TokenFault.UNDECIDED_KEY));
        assertThat(TokenFault.UNDECIDED_KEY.passing()).isTrue();
    }

    @Test
    void anAskedForFetchTakesTheUsualOnesPlace() {
        answer(EC);
        SigningKeys keys = started();
        thread.advance(Duration.ofMinutes(30));
        var unused = keys.renewed();
        thread.advance(Duration.ZERO);
        assertThat(asked).isEqualTo(2);

        thread.advance(Duration.ofMinutes(59));
        assertThat(asked).isEqualTo(2);
        thread.advance(Duration.ofMinutes(1));
        assertThat(asked).isEqualTo(3);
    }

    /** OAU-09. */
    @Test
    void aFileIsNotReadAgainForAKeyThatItDoesNotHave() {
        remote = false;
        answer(EC);
        SigningKeys keys = started();
        SignedTokens judge = new SignedTokens(Provider.rules(), keys, any -> false);

        assertThat(judge.judgeInTime(Provider.good(), NOW).toCompletableFuture())
                .isCompleted();
        thread.advance(Duration.ofMinutes(1));
        assertThat(asked).isEqualTo(1);
    }

    /** PEERS B2: the broker starts while the provider is away. */
    @Test
    void theCopyIsUsedWhileTheProviderIsAwayAtTheStart() {
        answer(RSA);
        assertThat(ids(started())).isEqualTo("[rsa-1]");
        answer("!refused");

        thread.advance(Duration.ofMinutes(30));
        SigningKeys next = started();
        assertThat(ids(next)).isEqualTo("[rsa-1]");
        assertThat(asked).as("three tries").isEqualTo(4);

        answer(EC);
        thread.advance(Duration.ofMillis(1));
        assertThat(ids(next)).isEqualTo("[ec-1]");
    }

    /** OAU-08. */
    @Test
    void withoutACopyTheStartFails() {
        answer("!it cannot be asked: ConnectException");

        assertThatThrownBy(() -> keys().start())
                .isInstanceOf(KeySetUnavailable.class)
                .hasMessageContaining("https://id.example/keys gives no keys: !it cannot be asked: ConnectException")
                .hasMessageContaining("there is no earlier copy");
    }

    @Test
    void aFileThatIsNoKeySetStopsTheStart() {
        remote = false;
        answer("root:x:0:0");

        assertThatThrownBy(() -> keys().start())
                .isInstanceOf(KeySetUnavailable.class)
                .hasMessageEndingWith("(expected: a file with a JSON Web Key Set)")
                .hasMessageNotContaining("root");
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void aCopyThatIsTooOldIsNone() {
        answer(RSA);
        var unused = started();
        answer("!refused");
        thread.advance(Duration.ofHours(25));

        assertThatThrownBy(() -> keys().start())
                .isInstanceOf(KeySetUnavailable.class)
                .hasMessageContaining("is older than 86400 s");
    }

    @Test
    void aBrokerThatStopsFetchesNoMore() {
        answer(RSA);
        SigningKeys keys = started();
        Instant before = thread.instant();
        thread.shutdownNow();

        assertThat(keys.renewed()).isNotNull();
        assertThat(ids(keys)).isEqualTo("[rsa-1]");
        assertThat(thread.instant()).isEqualTo(before);
    }
}
