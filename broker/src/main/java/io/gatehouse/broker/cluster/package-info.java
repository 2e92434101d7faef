/**
 * The picture of the cluster as this broker last heard it: brokers, topics, partitions, leaders.
 *
 * <p>Uses {@code model} only. Thread: any; pictures are immutable and replaced whole.
 */
@NullMarked
package io.gatehouse.broker.cluster;

import org.jspecify.annotations.NullMarked;
