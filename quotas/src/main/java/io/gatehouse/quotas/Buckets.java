package io.gatehouse.quotas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * All live buckets, in stripes with a lock each. Within a stripe they stand in the order of their last use, so the ones
 * to forget are at the front.
 */
final class Buckets {
    /** Enough stripes that a handful of event loops rarely meet. */
    private static final int STRIPES = 16;

    /**
     * A client picks its own client id, so it could make a bucket per request (attack 164). Some 300 bytes each; the one
     * that was not used for longest goes.
     */
    static final int BUCKETS_MAX = 16_384;

    /** How many idle buckets one charge clears away: more than it can add, so the map shrinks back. */
    private static final int SWEEP = 2;

    private final Function<QuotaKey, Bucket> newBucket;
    private final List<Map<BucketKey, Bucket>> stripes = new ArrayList<>();

    Buckets(Function<QuotaKey, Bucket> newBucket) {
        this.newBucket = newBucket;
        for (int i = 0; i < STRIPES; i++) {
            stripes.add(new LinkedHashMap<>(16, 0.75f, true));
        }
    }

    Duration charge(BucketKey key, double amount, double rate, long nowMs) {
        int hash = key.hashCode();
        Map<BucketKey, Bucket> stripe = stripes.get(((hash ^ (hash >>> 16)) & (STRIPES - 1)));
        synchronized (stripe) {
            Bucket bucket = stripe.get(key);
            if (bucket == null) {
                makeRoom(stripe, nowMs);
                bucket = newBucket.apply(key.key());
                stripe.put(key, bucket);
            }
            return bucket.charge(amount, rate, nowMs);
        }
    }

    private static void makeRoom(Map<BucketKey, Bucket> stripe, long nowMs) {
        Iterator<Bucket> eldest = stripe.values().iterator();
        for (int i = 0; i < SWEEP && eldest.hasNext(); i++) {
            boolean full = stripe.size() >= BUCKETS_MAX / STRIPES;
            if (!eldest.next().idle(nowMs) && !full) {
                return;
            }
            eldest.remove();
        }
    }

    int size() {
        int size = 0;
        for (Map<BucketKey, Bucket> stripe : stripes) {
            synchronized (stripe) {
                size += stripe.size();
            }
        }
        return size;
    }
}
