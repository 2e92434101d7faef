/**
 * The connection state machine: what a connection may do next, and who is connected.
 *
 * <p>Called by {@code net}; uses {@code auth} and API keys. Knows no Netty, no clock and no settings. Thread: the
 * connection's event loop; who is connected may be asked by any.
 */
@NullMarked
package io.gatehouse.broker.session;

import org.jspecify.annotations.NullMarked;
