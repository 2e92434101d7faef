/**
 * The Netty pipeline: accept, TLS, frames, gatekeeper, dispatcher, answers in order, deadlines.
 *
 * <p>Thread: the connection's event loop. With {@code wire} the only package where {@code ByteBuf} may appear.
 */
@NullMarked
package io.gatehouse.broker.net;

import org.jspecify.annotations.NullMarked;
