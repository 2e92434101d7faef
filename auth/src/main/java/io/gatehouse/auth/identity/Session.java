package io.gatehouse.auth.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A connection that has proven who it is.
 *
 * @param id short random text that names the session in logs and in the audit
 * @param mechanism the SASL mechanism, {@code SSL} for a client certificate, {@code NONE} where nothing is asked
 * @param listener the listener's name, upper case
 * @param host the TCP peer's address as the JVM writes it, IPv4-mapped IPv6 as IPv4
 * @param expiresAt when the proof ends, empty where it does not
 * @param byToken whether a delegation token opened it; then it makes no others (CONFORMANCE DTK-02)
 * @param groups those that the proof says the principal is in
 */
public record Session(
        String id,
        VerifiedPrincipal principal,
        String mechanism,
        String listener,
        String host,
        Instant since,
        Optional<Instant> expiresAt,
        boolean byToken,
        Set<String> groups) {
    public Session {
        groups = Set.copyOf(groups);
    }

    /** One that its principal opened with a proof of its own. */
    public Session(
            String id,
            VerifiedPrincipal principal,
            String mechanism,
            String listener,
            String host,
            Instant since,
            Optional<Instant> expiresAt) {
        this(id, principal, mechanism, listener, host, since, expiresAt, false, Set.of());
    }

    /** The same, proven for another time, by a proof that says which groups its principal is in now. */
    public Session until(Optional<Instant> end, Set<String> groupsNow) {
        return new Session(id, principal, mechanism, listener, host, since, end, byToken, groupsNow);
    }
}
