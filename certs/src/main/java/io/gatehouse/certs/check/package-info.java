/**
 * Connects to a port as a client would, and says in plain words what is wrong: {@code certs.sh check}.
 *
 * <p>It trusts nobody while it looks (the handshake is let through whatever the certificate is, nothing but a question for
 * versions is sent), and judges afterwards. Thread: the caller's; every look has a deadline.
 */
@NullMarked
package io.gatehouse.certs.check;

import org.jspecify.annotations.NullMarked;
