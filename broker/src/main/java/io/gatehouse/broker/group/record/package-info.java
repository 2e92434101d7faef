/**
 * What stands in {@code __consumer_offsets}: Kafka's records of offsets and groups, written in the versions that Kafka 3.9
 * writes and read in all versions (COMPAT E1).
 *
 * <p>Called by {@code group}. Knows no log, no clock and no state. Thread: any.
 */
@NullMarked
package io.gatehouse.broker.group.record;

import org.jspecify.annotations.NullMarked;
