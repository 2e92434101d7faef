package io.gatehouse.tls;

import java.net.URI;
import java.util.Optional;

/**
 * Who is asked whether a client's certificate was taken back (OCSP, RFC 6960).
 *
 * @param address {@code ssl.ocsp.responder.url}; empty: the address that the certificate names
 * @param silenceAllowed {@code allow.missing.ocsp}: believe a certificate about which nobody gives a good answer
 */
public record ResponderSettings(Optional<URI> address, boolean silenceAllowed) {
    /** Whether {@code address} is one that can be asked. */
    public static boolean askable(URI address) {
        boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        return web && address.getHost() != null && address.getUserInfo() == null;
    }
}
