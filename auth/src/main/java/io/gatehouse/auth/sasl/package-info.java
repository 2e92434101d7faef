/**
 * The server's half of SASL: a mechanism begins an exchange, an exchange answers tokens until it accepts or refuses.
 *
 * <p>Called by the broker's {@code session} package. Knows no network and no clock. Thread: one exchange belongs to one
 * connection and is called by one thread at a time.
 */
@NullMarked
package io.gatehouse.auth.sasl;

import org.jspecify.annotations.NullMarked;
