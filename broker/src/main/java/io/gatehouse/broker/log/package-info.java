/**
 * Segments, indexes, recovery, producer state: one append-only log per partition, in Kafka's format on disk (COMPAT A).
 *
 * <p>Called by {@code replica}. Uses {@code model} and kafka-clients' record format. Thread: the partition's log lane,
 * unless a method says otherwise.
 */
@NullMarked
package io.gatehouse.broker.log;

import org.jspecify.annotations.NullMarked;
