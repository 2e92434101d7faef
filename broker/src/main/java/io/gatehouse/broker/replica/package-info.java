/**
 * The partitions of this broker: leader and follower roles, in-sync set, high watermark, waiting requests.
 *
 * <p>Called by {@code api}, {@code state} and {@code group}. Knows no connection and no ZooKeeper.
 */
@NullMarked
package io.gatehouse.broker.replica;

import org.jspecify.annotations.NullMarked;
