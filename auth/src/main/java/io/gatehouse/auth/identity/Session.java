package io.gatehouse.auth.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * A connection that has proven who it is.
 *
 * @param id short random text that names the session in logs and in the audit
 * @param mechanism the SASL mechanism, {@code SSL} for a client certificate, {@code NONE} where nothing is asked
 * @param listener the listener's name, upper case
 * @param host the TCP peer's address as the JVM writes it, IPv4-mapped IPv6 as IPv4
 * @param expiresAt when the proof ends, empty where it does not
 */
public record Session(
        String id,
        VerifiedPrincipal principal,
        String mechanism,
        String listener,
        String host,
        Instant since,
        Optional<Instant> expiresAt) {
    /** The same, proven for another time. */
    public Session until(Optional<Instant> end) {
        return new Session(id, principal, mechanism, listener, host, since, end);
    }
}
