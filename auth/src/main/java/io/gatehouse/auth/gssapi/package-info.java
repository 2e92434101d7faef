/**
 * GSSAPI (RFC 4752) with Kerberos: the server's half of the exchange on the JDK's GSS, what a token says before anybody
 * pays for it, when its ticket ends, and the rules from a Kerberos name to a principal's.
 *
 * <p>Called by the broker's {@code session} package through {@code auth.sasl}, made by its {@code main}. No login module is
 * loaded and no KDC is asked: the keys come from a keytab. Thread: one that may take its time; an exchange belongs to one
 * connection.
 */
@NullMarked
package io.gatehouse.auth.gssapi;

import org.jspecify.annotations.NullMarked;
