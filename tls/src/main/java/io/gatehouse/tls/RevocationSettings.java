package io.gatehouse.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which certificates are not believed any more although they are signed by whom we believe.
 *
 * @param location {@code ssl.crl.location}: revocation lists (RFC 5280 section 5), PEM or DER, one for each authority
 *     that signed something which peers show
 * @param undecidedAllowed {@code allow.missing.crl}: believe a certificate when no list in force speaks about it
 * @param responders {@code ssl.ocsp.enable}: who else is asked about clients, after their handshake
 */
public record RevocationSettings(
        Optional<Path> location, boolean undecidedAllowed, Optional<ResponderSettings> responders) {
    /** Nobody is asked. */
    public static RevocationSettings none() {
        return new RevocationSettings(Optional.empty(), false, Optional.empty());
    }

    /** A peer is believed only if a list in force says nothing against it. */
    public static RevocationSettings lists(Path location) {
        return new RevocationSettings(Optional.of(location), false, Optional.empty());
    }

    /** A client is believed only if a responder says that it is good. */
    public static RevocationSettings responders(ResponderSettings responders) {
        return new RevocationSettings(Optional.empty(), false, Optional.of(responders));
    }
}
