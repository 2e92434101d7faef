package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.znode.LeaderState;

/**
 * A partition's state znode as last read or written.
 *
 * @param partitionEpoch the znode's version, expected by the next write (COMPAT C5.9)
 */
record PartitionState(LeaderState leader, int partitionEpoch) {}
