package io.gatehouse.auth.token;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Makes tokens, changes their ends and removes them, by the rules of KIP-48 (CONFORMANCE DTK-03 to DTK-08). Whether the asker
 * may ask at all is the caller's to know. Thread: any.
 */
public final class DelegationTokens {
    /** Each is a znode, and a credential on every broker: nobody needs more, and nobody shall fill them. */
    public static final int PER_OWNER_MAX = 1000;

    private final TokenStore store;
    private final TokenKey key;
    private final Lifetimes lifetimes;
    private final SecureRandom random;
    private volatile Map<String, String> idsByFingerprint = Map.of();

    /**
     * @param max from the making of a token to the end of its last renewal
     * @param renewal how long a token lives from its making, or from a renewal that says nothing else
     */
    public record Lifetimes(Duration max, Duration renewal) {}

    public DelegationTokens(TokenStore store, TokenKey key, Lifetimes lifetimes, SecureRandom random) {
        this.store = store;
        this.key = key;
        this.lifetimes = lifetimes;
        this.random = random;
        store.onChange(this::index);
        index();
    }

    private synchronized void index() {
        Map<String, String> before = new HashMap<>();
        idsByFingerprint.forEach((fingerprint, id) -> before.put(id, fingerprint));
        Map<String, String> now = new HashMap<>();
        store.all()
                .keySet()
                .forEach(id -> now.put(before.computeIfAbsent(id, fresh -> TokenKey.fingerprint(key.hmac(fresh))), id));
        idsByFingerprint = Map.copyOf(now);
    }

    /** Runs {@code changed} whenever tokens may have changed, after they can be found. It must not block. */
    public void onChange(Runnable changed) {
        store.onChange(changed);
    }

    public TokenKey key() {
        return key;
    }

    public Map<String, DelegationToken> all() {
        return store.all();
    }

    public Optional<DelegationToken> find(String id) {
        return Optional.ofNullable(store.all().get(id));
    }

    /**
     * Makes a token.
     *
     * @param maxMillis not positive: as long as possible
     */
    public CompletionStage<TokenAnswer> create(
            VerifiedPrincipal owner,
            VerifiedPrincipal requester,
            List<VerifiedPrincipal> renewers,
            long maxMillis,
            Instant now) {
        if (store.all().values().stream()
                        .filter(token -> token.owner().equals(owner))
                        .count()
                >= PER_OWNER_MAX) {
            return CompletableFuture.completedFuture(TokenAnswer.Refused.TOO_MANY);
        }
        Instant longest = now.plus(lifetimes.max());
        Instant maxAt = maxMillis <= 0 ? longest : earlier(longest, now, maxMillis);
        DelegationToken token = new DelegationToken(
                freshId(),
                owner,
                requester,
                renewers,
                now,
                maxAt,
                earlier(maxAt, now, lifetimes.renewal().toMillis()));
        return store.change(token.id(), nothing -> Optional.of(token)).thenApply(done -> new TokenAnswer.Done(token));
    }

    /** 22 characters, as a random UUID is in base64 for URLs without padding (CONFORMANCE DTK-03). */
    private String freshId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        ByteBuffer id = ByteBuffer.wrap(bytes);
        id.putLong(
                0, (id.getLong(0) & ~0xF000L) | 0x4000L); // A random UUID says that it is one (RFC 9562 section 5.4).
        id.putLong(8, (id.getLong(8) & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The end, or some time from now where that is earlier; {@code millis} may be absurd. */
    private static Instant earlier(Instant end, Instant now, long millis) {
        long left = Duration.between(now, end).toMillis();
        return millis >= left ? end : now.plusMillis(millis);
    }

    /**
     * Moves a token's end.
     *
     * @param hmac what whoever has the token has
     * @param millis from now; negative: the usual time
     */
    public CompletionStage<TokenAnswer> renew(VerifiedPrincipal by, byte[] hmac, long millis, Instant now) {
        long wanted = millis < 0 ? lifetimes.renewal().toMillis() : millis;
        return change(
                by, hmac, token -> token.over(now) ? Optional.empty() : Optional.of(moved(token, wanted, now)), now);
    }

    /**
     * Moves a token's end, or removes it at once.
     *
     * @param millis from now; negative: the token is gone
     */
    public CompletionStage<TokenAnswer> expire(VerifiedPrincipal by, byte[] hmac, long millis, Instant now) {
        if (millis >= 0) {
            return renew(by, hmac, millis, now);
        }
        return owned(by, hmac)
                .<CompletionStage<TokenAnswer>>map(token -> store.change(token.id(), any -> Optional.empty())
                        .thenApply(gone -> new TokenAnswer.Done(token.until(now))))
                .orElseGet(() -> CompletableFuture.completedFuture(refusal(hmac)));
    }

    private static DelegationToken moved(DelegationToken token, long millis, Instant now) {
        return token.until(earlier(token.maxAt(), now, millis));
    }

    private CompletionStage<TokenAnswer> change(
            VerifiedPrincipal by,
            byte[] hmac,
            Function<DelegationToken, Optional<DelegationToken>> change,
            Instant now) {
        Optional<DelegationToken> known = owned(by, hmac);
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(refusal(hmac));
        }
        if (known.get().over(now)) {
            return CompletableFuture.completedFuture(TokenAnswer.Refused.OVER);
        }
        AtomicReference<TokenAnswer> answer = new AtomicReference<>(TokenAnswer.Refused.NOT_FOUND);
        return store.change(known.get().id(), present -> {
                    Optional<DelegationToken> changed = present.flatMap(change);
                    answer.set(changed.<TokenAnswer>map(TokenAnswer.Done::new)
                            .orElse(TokenAnswer.Refused.NOT_FOUND)); // Somebody was faster.
                    return changed.isPresent() ? changed : present;
                })
                .thenApply(done -> Objects.requireNonNull(answer.get()));
    }

    private Optional<DelegationToken> shown(byte[] hmac) {
        return Optional.ofNullable(idsByFingerprint.get(TokenKey.fingerprint(hmac)))
                .flatMap(this::find);
    }

    private Optional<DelegationToken> owned(VerifiedPrincipal by, byte[] hmac) {
        return shown(hmac).filter(token -> token.isFor(by));
    }

    private TokenAnswer refusal(byte[] hmac) {
        return shown(hmac).isPresent() ? TokenAnswer.Refused.NOT_YOURS : TokenAnswer.Refused.NOT_FOUND;
    }

    /** Removes a token that is over, unless it was renewed meanwhile. */
    public CompletionStage<Void> removeIfOver(String id, Instant now) {
        return store.change(id, present -> present.filter(token -> !token.over(now)));
    }
}
