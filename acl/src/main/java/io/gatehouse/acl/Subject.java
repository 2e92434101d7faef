package io.gatehouse.acl;

import io.gatehouse.auth.identity.PeerAddress;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: a proven principal at an address. Made once per connection, so that a decision compares texts that exist
 * already. Immutable.
 */
public final class Subject {
    private final VerifiedPrincipal principal;
    private final String principalText;
    private final String host;

    /** @param host the TCP peer's address as text; kept in one spelling, IPv4-mapped IPv6 as IPv4 (attack 135) */
    public Subject(VerifiedPrincipal principal, String host) {
        this.principal = principal;
        this.principalText = principal.toString();
        this.host = PeerAddress.canonical(host);
    }

    public VerifiedPrincipal principal() {
        return principal;
    }

    public String host() {
        return host;
    }

    String principalText() {
        return principalText;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Subject that && principal.equals(that.principal) && host.equals(that.host);
    }

    @Override
    public int hashCode() {
        return Objects.hash(principal, host);
    }

    @Override
    public String toString() {
        return principalText + " at " + host;
    }
}
