/**
 * Consumer groups and their offsets (COMPAT E1 to E5), one shard for each partition of {@code __consumer_offsets}.
 *
 * <p>A command decides an answer and facts; the facts are appended to the partition; only replaying committed facts changes
 * what is durable, in normal life as after a load; the answer goes out afterwards. Who waits in a join or a sync, and when
 * a member's session ends, is soft and dies with the leadership.
 *
 * <p>Called by {@code api}. Uses {@code model}, {@code wire.RecordBatches}, {@code replica.CoordinatorLog} and permits.
 * Knows no connection, no clock, no wire message and no ZooKeeper. Thread: the shard's lane.
 */
@NullMarked
package io.gatehouse.broker.group;

import org.jspecify.annotations.NullMarked;
