/**
 * The one secured ZooKeeper session, sealed znodes, the change notifications, and the stores of {@code auth}, {@code
 * acl} and {@code quotas} on ZooKeeper; besides the embedded server.
 *
 * <p>Called by {@code broker.controller} (session), {@code broker.main} (wiring) and the command lines. Knows znodes and
 * the types of the four modules below it, no wire protocol and no settings table. Thread: calls from any thread; stages
 * complete and watches fire on ZooKeeper's event thread, which must never block: callers hop to their own lane.
 */
@NullMarked
package io.gatehouse.zk;

import org.jspecify.annotations.NullMarked;
