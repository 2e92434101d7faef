/**
 * {@code bin/gatehouse quickstart}: a secured broker on one machine, with everything around it, in one process.
 *
 * <p>Makes certificates and passwords, starts ZooKeeper and a broker from files that it writes, and then is a client
 * like any other: users, the topic and the rules are made over the wire. Uses the broker through its entry point only.
 * Thread: main, and a shutdown hook that closes what main has opened.
 */
@NullMarked
package io.gatehouse.broker.main.quickstart;

import org.jspecify.annotations.NullMarked;
