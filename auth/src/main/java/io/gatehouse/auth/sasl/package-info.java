/**
 * Both halves of SASL. The server's: a mechanism begins an exchange, an exchange answers tokens until it accepts or refuses.
 * The client's, between brokers: a proof begins an exchange, which speaks first and says whether the server is to be believed.
 *
 * <p>Called by the broker's {@code session} and {@code net} packages. Knows no network and no clock. Thread: one exchange
 * belongs to one connection and is called by one thread at a time.
 */
@NullMarked
package io.gatehouse.auth.sasl;

import org.jspecify.annotations.NullMarked;
