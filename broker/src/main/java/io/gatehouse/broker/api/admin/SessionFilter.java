package io.gatehouse.broker.api.admin;

import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which sessions are meant: those that fit all that is said.
 *
 * @param addresses one, or a network
 */
record SessionFilter(Optional<VerifiedPrincipal> principal, Optional<AddressRange> addresses)
        implements Predicate<Session> {
    static final String PRINCIPAL = "principal";
    static final String ADDRESS = "address";

    /** @throws AdminRefusal for what is no principal or no address */
    static SessionFilter of(Map<String, String> texts) {
        return new SessionFilter(
                Optional.ofNullable(texts.get(PRINCIPAL)).map(SessionFilter::principal),
                Optional.ofNullable(texts.get(ADDRESS)).map(SessionFilter::addresses));
    }

    private static VerifiedPrincipal principal(String text) {
        return VerifiedPrincipal.parse(text)
                .orElseThrow(() -> AdminRefusal.bad(
                        PRINCIPAL + " " + PeerText.escaped(text) + " (expected: Type:name, such as User:alice)"));
    }

    private static AddressRange addresses(String text) {
        return AddressRange.parse(text)
                .orElseThrow(() -> AdminRefusal.bad(ADDRESS + " " + PeerText.escaped(text)
                        + " (expected: an address, such as 10.0.0.7, or a network, such as 10.0.0.0/8)"));
    }

    boolean empty() {
        return principal.isEmpty() && addresses.isEmpty();
    }

    @Override
    public boolean test(Session session) {
        return principal.filter(wanted -> !wanted.equals(session.principal())).isEmpty()
                && addresses.filter(wanted -> !wanted.contains(session.host())).isEmpty();
    }
}
