package io.gatehouse.quotas;

import java.time.Duration;

/** What was used of one limit lately, and the delay that follows. Guarded by the stripe of the ledger that holds it. */
interface Bucket {
    /**
     * Records {@code amount} (negative: takes back) and says how long the next request has to wait.
     *
     * @param rate the limit now in force, in amounts per second; above zero
     */
    Duration charge(double amount, double rate, long nowMs);

    /** Nothing that was recorded counts any more: the bucket may be forgotten. */
    boolean idle(long nowMs);
}
