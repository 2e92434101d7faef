package io.gatehouse.quotas;

import io.gatehouse.auth.identity.PeerAddress;
import io.gatehouse.quotas.BoundLimit.Sharing;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Measures what clients use and says how long each has to wait (CONFORMANCE 4.1 to 4.3). Who has no limit is not
 * measured. A limit that changes binds the next charge; what was used before still counts. Thread: any.
 */
public final class QuotaLedger {
    private final int windows;
    private final Duration window;
    private final Buckets buckets;

    private volatile QuotaSnapshot snapshot = QuotaSnapshot.EMPTY;

    /**
     * @param windows {@code quota.window.num}: samples that are kept, the current one included
     * @param window {@code quota.window.size.seconds}
     */
    public QuotaLedger(int windows, Duration window) {
        if (windows < 2 || window.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "quota windows: " + windows + " of " + window + " (expected: at least 2 of at least 1 ms)");
        }
        this.windows = windows;
        this.window = window;
        this.buckets = new Buckets(this::newBucket);
    }

    /** Publishes new limits to the next charge. */
    public void replace(QuotaSnapshot limits) {
        snapshot = limits;
    }

    public QuotaSnapshot snapshot() {
        return snapshot;
    }

    /**
     * Records what a request used and returns how long the client has to wait, zero within its limit. An amount of 0
     * only asks; for {@link QuotaKey#CONTROLLER_MUTATION_RATE} that is the check before a strict operation (QCM-03).
     */
    public Duration charge(QuotaKey key, QuotaClient client, double amount, Instant now) {
        BoundLimit limit = boundLimit(key, client);
        return limit == null
                ? Duration.ZERO
                : charge(BucketKey.of(key, limit.sharing(), client), limit.rate(), amount, now);
    }

    /** Takes back what {@link #charge} recorded, for an answer that was held back after all (QTH-07). */
    public void uncharge(QuotaKey key, QuotaClient client, double amount, Instant now) {
        BoundLimit limit = boundLimit(key, client);
        if (limit != null && limit.rate() > 0) {
            buckets.charge(BucketKey.of(key, limit.sharing(), client), -amount, limit.rate(), now.toEpochMilli());
        }
    }

    /** Records one new connection of an address (QIP-06) and returns how long it has to be held before it is closed. */
    public Duration chargeConnection(InetAddress address, Instant now) {
        QuotaKey key = QuotaKey.CONNECTION_CREATION_RATE;
        String text = PeerAddress.canonical(address);
        OptionalDouble rate = snapshot.addressLimit(key, text);
        return rate.isEmpty()
                ? Duration.ZERO
                : charge(new BucketKey(key, Sharing.CLIENT, "", text), rate.getAsDouble(), 1, now);
    }

    /**
     * The most that one request may use without being late at once; infinite without a limit. A consumer's byte limit
     * is cut to it, so that one fetch cannot always exceed the limit (QTH-08).
     */
    public double allowance(QuotaKey key, QuotaClient client) {
        BoundLimit limit = boundLimit(key, client);
        return limit == null ? Double.POSITIVE_INFINITY : limit.rate() * (windows - 1) * (window.toMillis() / 1000.0);
    }

    private Duration charge(BucketKey key, double rate, double amount, Instant now) {
        if (rate <= 0) {
            return window; // QTZ-13: stored by somebody else; whom it binds is held back for a window each time.
        }
        Duration delay = buckets.charge(key, amount, rate, now.toEpochMilli());
        // QTH-04: request time is measured after the fact; one window is the longest delay for it.
        return key.key() == QuotaKey.REQUEST_PERCENTAGE && delay.compareTo(window) > 0 ? window : delay;
    }

    private @Nullable BoundLimit boundLimit(QuotaKey key, QuotaClient client) {
        return snapshot.boundLimit(key, client.principal().name(), client.clientId());
    }

    private Bucket newBucket(QuotaKey key) {
        return key == QuotaKey.CONTROLLER_MUTATION_RATE
                ? new TokenBucket(windows, window)
                : new RateBucket(windows, window);
    }

    /** How many buckets are alive; for tests and metrics. */
    int size() {
        return buckets.size();
    }
}
