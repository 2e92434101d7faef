/**
 * One class per znode that the controller, the brokers' registration and topic configs use: path, encode, decode, in the
 * JSON of Kafka 3.9 in ZooKeeper mode (COMPAT C3 to C6).
 *
 * <p>Called by {@code controller}. Uses {@code model}, {@code cluster} and Jackson; knows no session. Thread: any.
 */
@NullMarked
package io.gatehouse.broker.controller.znode;

import org.jspecify.annotations.NullMarked;
