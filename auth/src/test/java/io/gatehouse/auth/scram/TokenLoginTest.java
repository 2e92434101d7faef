package io.gatehouse.auth.scram;

import static io.gatehouse.auth.scram.ScramClient.NOW;
import static io.gatehouse.auth.scram.ScramClient.reason;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.auth.token.TokenAnswer;
import io.gatehouse.auth.token.TokenKey;
import io.gatehouse.auth.token.TokensInMemory;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logging in with a delegation token (CONFORMANCE DTK-11 to DTK-15, attacks 124 and 125). */
final class TokenLoginTest {
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");
    private static final ScramHash HASH = ScramHash.SHA_256;

    private final DelegationTokens tokens = tokens("the brokers' key");
    private final DelegationToken token = create(-1);
    private final KnownUsers users = new KnownUsers().with(HASH, "alice", "alice-secret");

    private static DelegationTokens tokens(String key) {
        return new DelegationTokens(
                new TokensInMemory(),
                new TokenKey(Secret.ofText(key)),
                new DelegationTokens.Lifetimes(Duration.ofDays(7), Duration.ofDays(1)),
                new SecureRandom());
    }

    private DelegationToken create(long millis) {
        TokenAnswer answer = tokens.create(ALICE, ALICE, List.of(), millis, NOW.minusMillis(1))
                .toCompletableFuture()
                .join();
        return ((TokenAnswer.Done) answer).token();
    }

    private String password(DelegationToken of) {
        return Base64.getEncoder().encodeToString(tokens.key().hmac(of.id()));
    }

    private ScramClient client(ScramHash hash, String password) {
        return users.client(hash, password, Optional.of(tokens));
    }

    private RoundResult logIn(ScramHash hash, String id, String password, String extension) {
        ScramClient client = client(hash, password);
        client.first("n,,", "n=" + id + ",r=" + ScramClient.NONCE + extension);
        return client.last();
    }

    private RoundResult logIn(String id, String password) {
        return logIn(HASH, id, password, ",tokenauth=true");
    }

    private static RoundResult.Accepted accepted(RoundResult result) {
        return result.fold(
                challenge -> {
                    throw new AssertionError("challenge");
                },
                accepted -> accepted,
                refused -> {
                    throw new AssertionError(refused.auditReason());
                });
    }

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void dtk11_whoeverHasATokenIsItsOwnerUntilItsEnd(ScramHash hash) {
        RoundResult.Accepted accepted = accepted(logIn(hash, token.id(), password(token), ",tokenauth=true"));

        assertThat(accepted.principal()).isEqualTo(ALICE);
        assertThat(accepted.byToken()).isTrue();
        assertThat(accepted.expiresAt()).as("DTK-14").contains(token.expiresAt());
        assertThat(accepted.proof().getAsBoolean()).isTrue();
    }

    @Test
    void dtk13_otherExtensionsDoNotMatter() {
        assertThat(reason(logIn(HASH, token.id(), password(token), ",x=y,tokenauth=true")))
                .isEqualTo("accepted");
    }

    /** Attack 125: an id is no user's name, and a user's name is no id. */
    @Test
    void dtk12_namesAndIdsAreKeptApart() {
        assertThat(reason(logIn(HASH, token.id(), password(token), ""))).isEqualTo("unknown-user");
        assertThat(reason(logIn("alice", "alice-secret"))).isEqualTo("unknown-token");
        assertThat(accepted(logIn(HASH, "alice", "alice-secret", "")).byToken()).isFalse();
    }

    /** Attack 124: told apart from others in the audit log alone. */
    @Test
    void whatIsWrongWithATokenShowsAtTheProof() {
        DelegationToken over = create(1);
        DelegationToken other = create(-1);
        String right = password(token);

        assertThat(reason(logIn(over.id(), password(over)))).as("DTK-15").isEqualTo("expired-token");
        assertThat(reason(logIn("AAAAAAAAAAAAAAAAAAAAAA", right))).isEqualTo("unknown-token");
        assertThat(reason(logIn(token.id(), "A" + right.substring(1)))).isEqualTo("wrong-proof");
        assertThat(reason(logIn(token.id(), right.substring(0, 40)))).isEqualTo("wrong-proof");
        assertThat(reason(logIn(token.id(), password(other)))).isEqualTo("wrong-proof");
    }

    @Test
    void anUnknownIdLooksLikeAKnownOne() {
        ScramClient known = client(HASH, "guess");
        ScramClient unknown = client(HASH, "guess");
        ScramClient later = client(HASH, "guess");
        known.first("n,,", "n=" + token.id() + ",r=" + ScramClient.NONCE + ",tokenauth=true");
        unknown.first("n,,", "n=AAAAAAAAAAAAAAAAAAAAAA,r=" + ScramClient.NONCE + ",tokenauth=true");
        String salt = known.part("s=");
        tokens.expire(ALICE, tokens.key().hmac(token.id()), -1, NOW);
        later.first("n,,", "n=" + token.id() + ",r=" + ScramClient.NONCE + ",tokenauth=true");

        assertThat(known.part("i=")).isEqualTo(unknown.part("i="));
        assertThat(List.of(salt, unknown.part("s=")))
                .as("both are told as text of one kind")
                .allSatisfy(told -> assertThat(new String(Base64.getDecoder().decode(told), StandardCharsets.US_ASCII))
                        .matches("[0-9a-z]{20,26}"));
        assertThat(later.part("s=")).as("gone, and nothing shows it").isEqualTo(salt);
    }

    /** Attack 123: what the session registry asks when tokens have changed. */
    @Test
    void aTokenThatIsGoneOrEndsEarlierProvesNothingAnyMore() {
        RoundResult.Accepted first = accepted(logIn(token.id(), password(token)));
        tokens.renew(ALICE, tokens.key().hmac(token.id()), Duration.ofDays(2).toMillis(), NOW);
        assertThat(first.proof().getAsBoolean()).as("renewed").isTrue();
        RoundResult.Accepted second = accepted(logIn(token.id(), password(token)));
        tokens.expire(ALICE, tokens.key().hmac(token.id()), 1000, NOW);
        assertThat(second.proof().getAsBoolean()).as("ends earlier").isFalse();
        tokens.expire(ALICE, tokens.key().hmac(token.id()), -1, NOW);
        assertThat(first.proof().getAsBoolean()).as("gone").isFalse();
    }
}
