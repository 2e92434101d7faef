package io.gatehouse.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which certificates are not believed any more although they are signed by whom we believe.
 *
 * @param location {@code ssl.crl.location}: revocation lists (RFC 5280 section 5), PEM or DER, one for each authority
 *     that signed something which peers show
 * @param undecidedAllowed {@code allow.missing.crl}: believe a certificate when no list in force speaks about it
 */
public record RevocationSettings(Optional<Path> location, boolean undecidedAllowed) {
    /** Nobody is asked. */
    public static RevocationSettings none() {
        return new RevocationSettings(Optional.empty(), false);
    }

    /** A peer is believed only if a list in force says nothing against it. */
    public static RevocationSettings lists(Path location) {
        return new RevocationSettings(Optional.of(location), false);
    }
}
