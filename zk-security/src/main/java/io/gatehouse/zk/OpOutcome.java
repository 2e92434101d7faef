package io.gatehouse.zk;

/**
 * What one part of a multi did.
 *
 * @param path the znode; for a sequential one with its number
 * @param version the data's version after a write, 0 after a create, -1 for other parts
 * @param czxid for a write, the transaction that created the znode; 0 for other parts
 */
public record OpOutcome(String path, int version, long czxid) {}
