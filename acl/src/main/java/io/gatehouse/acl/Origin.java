package io.gatehouse.acl;

import java.security.Principal;
import java.util.Optional;

/**
 * Where a request came from and what its head says (CONFORMANCE SPI-07).
 *
 * @param listener the listener's name; empty where it is not known
 * @param protocol the listener's protocol, such as {@code SASL_SSL}; empty where it is not known
 * @param made the principal as a plug-in made it, where one did; it may know more than its name
 * @param byToken whether a delegation token opened the session
 * @param api the number of the wire API, {@link #NO_API} for the admin endpoint
 * @param version the API's version
 * @param correlation the number under which the client expects the answer
 */
public record Origin(
        String listener,
        String protocol,
        Optional<Principal> made,
        boolean byToken,
        short api,
        short version,
        int correlation) {
    /** What comes over HTTPS has no number. */
    public static final short NO_API = -1;

    static final Origin UNKNOWN = new Origin("", "", Optional.empty(), false, NO_API, NO_API, NO_API);

    /** Of a request to the admin endpoint, which has TLS and certificates. */
    public static Origin adminEndpoint() {
        return new Origin("ADMIN", "SSL", Optional.empty(), false, NO_API, NO_API, NO_API);
    }
}
