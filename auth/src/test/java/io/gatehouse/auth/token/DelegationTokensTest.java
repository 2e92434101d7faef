package io.gatehouse.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONFORMANCE DTK-03 to DTK-08, attacks 122 and 123. */
final class DelegationTokensTest {
    private static final String KEY = "a key that only brokers have";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MAX = Duration.ofDays(7);
    private static final Duration RENEWAL = Duration.ofDays(1);
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");
    private static final VerifiedPrincipal BOB = VerifiedPrincipal.user("bob");
    private static final VerifiedPrincipal SCHEDULER = VerifiedPrincipal.user("scheduler");
    private static final VerifiedPrincipal MALLORY = VerifiedPrincipal.user("mallory");

    private final TokensInMemory store = new TokensInMemory();
    private final DelegationTokens tokens = new DelegationTokens(
            store, new TokenKey(Secret.ofText(KEY)), new DelegationTokens.Lifetimes(MAX, RENEWAL), new SecureRandom());

    private static TokenAnswer get(CompletionStage<TokenAnswer> stage) {
        return stage.toCompletableFuture().join();
    }

    private DelegationToken create(long maxMillis) {
        return done(get(tokens.create(ALICE, SCHEDULER, List.of(BOB), maxMillis, NOW)));
    }

    private static DelegationToken done(TokenAnswer answer) {
        assertThat(answer).isInstanceOf(TokenAnswer.Done.class);
        return ((TokenAnswer.Done) answer).token();
    }

    private TokenAnswer renew(VerifiedPrincipal by, DelegationToken token, long millis, Instant at) {
        return get(tokens.renew(by, tokens.key().hmac(token.id()), millis, at));
    }

    private TokenAnswer expire(VerifiedPrincipal by, DelegationToken token, long millis, Instant at) {
        return get(tokens.expire(by, tokens.key().hmac(token.id()), millis, at));
    }

    @Test
    void dtk03_anIdIsARandomUuidAndItsHmacAnybodyWithTheKeyCanMake() throws GeneralSecurityException {
        DelegationToken token = create(-1);

        byte[] bytes = Base64.getUrlDecoder().decode(token.id());
        ByteBuffer id = ByteBuffer.wrap(bytes);
        UUID uuid = new UUID(id.getLong(), id.getLong());
        assertThat(token.id()).hasSize(22);
        assertThat(uuid.version()).isEqualTo(4);
        assertThat(uuid.variant()).isEqualTo(2);
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "any"));
        assertThat(tokens.key().hmac(token.id()))
                .isEqualTo(mac.doFinal(token.id().getBytes(StandardCharsets.UTF_8)));
        assertThat(create(-1).id()).isNotEqualTo(token.id());
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 604800000, 86400000",
        "0, 604800000, 86400000",
        "3600000, 3600000, 3600000",
        "172800000, 172800000, 86400000",
        "9223372036854775807, 604800000, 86400000"
    })
    void dtk06_aTokenEndsWhenItIsAskedToAndNeverAfterTheLongestTime(long asked, long max, long end) {
        DelegationToken token = create(asked);

        assertThat(token.issuedAt()).isEqualTo(NOW);
        assertThat(token.maxAt()).isEqualTo(NOW.plusMillis(max));
        assertThat(token.expiresAt()).isEqualTo(NOW.plusMillis(end));
    }

    /** Attack 122. */
    @ParameterizedTest
    @CsvSource({
        "-1, 86400000",
        "0, 0",
        "3600000, 3600000",
        "9223372036854775807, 601200000",
        "-9223372036854775808, 86400000"
    })
    void dtk07_aRenewalMovesTheEndAndNotBeyondTheLongestTime(long period, long end) {
        DelegationToken token = create(-1);
        Instant later = NOW.plus(Duration.ofHours(1));

        assertThat(done(renew(BOB, token, period, later)).expiresAt()).isEqualTo(later.plusMillis(end));
        assertThat(tokens.find(token.id()).orElseThrow().expiresAt()).isEqualTo(later.plusMillis(end));
    }

    @Test
    void dtk07_whoeverOwnsAskedOrMayRenewDoesAndNobodyElse() {
        DelegationToken token = create(-1);

        for (VerifiedPrincipal who : List.of(ALICE, BOB, SCHEDULER)) {
            assertThat(renew(who, token, -1, NOW)).isInstanceOf(TokenAnswer.Done.class);
        }
        assertThat(renew(MALLORY, token, -1, NOW)).isEqualTo(TokenAnswer.Refused.NOT_YOURS);
        assertThat(expire(MALLORY, token, -1, NOW)).isEqualTo(TokenAnswer.Refused.NOT_YOURS);
        assertThat(tokens.find(token.id())).isPresent();
    }

    @Test
    void dtk07_whatIsOverIsNotRenewed() {
        DelegationToken token = create(3_600_000);
        Instant after = NOW.plus(Duration.ofHours(1));

        assertThat(renew(ALICE, token, -1, after)).isEqualTo(TokenAnswer.Refused.OVER);
        assertThat(expire(ALICE, token, 1000, after)).isEqualTo(TokenAnswer.Refused.OVER);
        assertThat(expire(ALICE, token, -1, after)).as("DTK-08").isInstanceOf(TokenAnswer.Done.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 5000})
    void dtk07_anHmacThatNobodyMadeIsNotFound(int length) {
        create(-1);

        assertThat(get(tokens.renew(ALICE, new byte[length], -1, NOW))).isEqualTo(TokenAnswer.Refused.NOT_FOUND);
        assertThat(get(tokens.expire(ALICE, new byte[length], -1, NOW))).isEqualTo(TokenAnswer.Refused.NOT_FOUND);
    }

    @Test
    void dtk08_aNegativePeriodRemovesAtOnce() {
        DelegationToken token = create(-1);

        assertThat(done(expire(BOB, token, -1, NOW)).expiresAt()).isEqualTo(NOW);

        assertThat(tokens.all()).isEmpty();
        assertThat(renew(ALICE, token, -1, NOW)).isEqualTo(TokenAnswer.Refused.NOT_FOUND);
    }

    @Test
    void dtk08_anotherPeriodMovesTheEnd() {
        DelegationToken token = create(-1);

        assertThat(done(expire(ALICE, token, 60_000, NOW)).expiresAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void anOwnerHasNoMoreThanThereMayBe() {
        for (int i = 0; i < DelegationTokens.PER_OWNER_MAX; i++) {
            create(-1);
        }

        assertThat(get(tokens.create(ALICE, ALICE, List.of(), -1, NOW))).isEqualTo(TokenAnswer.Refused.TOO_MANY);
        assertThat(get(tokens.create(BOB, BOB, List.of(), -1, NOW))).isInstanceOf(TokenAnswer.Done.class);
    }

    @Test
    void whatIsOverIsRemovedUnlessItWasRenewed() {
        DelegationToken over = create(1000);
        DelegationToken renewed = create(-1);
        Instant later = NOW.plusSeconds(2);

        tokens.removeIfOver(over.id(), later);
        tokens.removeIfOver(renewed.id(), later);

        assertThat(tokens.all()).containsOnlyKeys(renewed.id());
    }

    @Test
    void whatOthersMadeIsFoundToo() {
        DelegationTokens elsewhere = new DelegationTokens(
                store,
                new TokenKey(Secret.ofText(KEY)),
                new DelegationTokens.Lifetimes(MAX, RENEWAL),
                new SecureRandom());

        DelegationToken token = done(get(elsewhere.create(ALICE, ALICE, List.of(), -1, NOW)));

        assertThat(renew(ALICE, token, -1, NOW)).isInstanceOf(TokenAnswer.Done.class);
    }

    /** Attack 129: with another key there is another password. */
    @Test
    void anotherKeyKnowsNoneOfThem() {
        DelegationToken token = create(-1);
        byte[] shown = tokens.key().hmac(token.id());
        DelegationTokens rotated = new DelegationTokens(
                store,
                new TokenKey(Secret.ofText("the next key")),
                new DelegationTokens.Lifetimes(MAX, RENEWAL),
                new SecureRandom());

        assertThat(get(rotated.renew(ALICE, shown, -1, NOW))).isEqualTo(TokenAnswer.Refused.NOT_FOUND);
    }
}
