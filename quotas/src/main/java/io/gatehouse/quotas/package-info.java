/**
 * Limits per user and client id, the buckets that measure, and the delay that enforces.
 *
 * <p>Called by the broker's dispatcher for every request that a limit may hold back, and by the accept path for
 * connection limits. Knows identities and permits, no protocol, no ZooKeeper, no clock. Thread: any.
 */
@NullMarked
package io.gatehouse.quotas;

import org.jspecify.annotations.NullMarked;
