/**
 * PLAIN (RFC 4616): the server's half of the exchange. Who knows which password is somebody else's to say.
 *
 * <p>Called by the broker's {@code session} package through {@code auth.sasl}. Knows no network, no clock and no store.
 * Thread: one that may hash for a while; an exchange belongs to one connection.
 */
@NullMarked
package io.gatehouse.auth.plain;

import org.jspecify.annotations.NullMarked;
