/**
 * SCRAM-SHA-256 and SCRAM-SHA-512 (RFC 5802, RFC 7677): stored credentials and the server's half of the exchange.
 *
 * <p>Called by the broker's {@code session} package through {@code auth.sasl}, by the stores of credentials, and by whoever
 * creates users. Knows no network, no clock and no store. Thread: any; an exchange belongs to one connection.
 */
@NullMarked
package io.gatehouse.auth.scram;

import org.jspecify.annotations.NullMarked;
