package io.gatehouse.broker.controller;

/**
 * What proves that its holder is controller.
 *
 * @param epoch the controller epoch of this term of office
 * @param version the version of the epoch's znode, checked with every write (COMPAT C10.2)
 */
record Fence(int epoch, int version) {}
