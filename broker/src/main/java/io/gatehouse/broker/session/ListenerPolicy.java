package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a listener asks of a connection before it serves it.
 *
 * @param listener the listener's name, upper case
 * @param sasl whether a SASL exchange is asked for; if not, the client certificate or nobody is the principal
 * @param mechanisms what the handshake offers, by name, in the order in which it is offered
 * @param lifetimes how long a log-in by a mechanism counts before it has to be made again (KIP-368)
 * @param certificateNames how a certificate's name becomes a principal's
 * @param honeytokens who never logs in by SASL
 * @param principals who says who a peer is, where it is not simply the name that was proved
 * @param doorkeeper who does not get in at all
 */
public record ListenerPolicy(
        String listener,
        boolean sasl,
        Map<String, SaslMechanism> mechanisms,
        Map<String, Duration> lifetimes,
        PrincipalMapping certificateNames,
        Honeytokens honeytokens,
        Optional<PrincipalSource> principals,
        Doorkeeper doorkeeper) {
    public ListenerPolicy {
        mechanisms = Collections.unmodifiableMap(new LinkedHashMap<>(mechanisms));
        lifetimes = Map.copyOf(lifetimes);
        if (sasl == mechanisms.isEmpty()) {
            throw new IllegalArgumentException("listener " + listener + " with " + mechanisms.size()
                    + " mechanisms (expected: at least one if SASL is asked for, none if not)");
        }
    }

    /** A listener that asks for SASL and offers these mechanisms. */
    public static ListenerPolicy sasl(String listener, List<? extends SaslMechanism> mechanisms) {
        return sasl(listener, mechanisms, Map.of());
    }

    /** The same, where a log-in counts for a while only. */
    public static ListenerPolicy sasl(
            String listener, List<? extends SaslMechanism> mechanisms, Map<String, Duration> lifetimes) {
        Map<String, SaslMechanism> byName = new LinkedHashMap<>();
        mechanisms.forEach(mechanism -> byName.put(mechanism.name(), mechanism));
        return new ListenerPolicy(
                listener,
                true,
                byName,
                lifetimes,
                PrincipalMapping.DEFAULT,
                Honeytokens.NONE,
                Optional.empty(),
                Doorkeeper.open());
    }

    /** A listener that takes the certificate's name, or nobody, for the principal. */
    public static ListenerPolicy certificate(String listener, PrincipalMapping certificateNames) {
        return new ListenerPolicy(
                listener,
                false,
                Map.of(),
                Map.of(),
                certificateNames,
                Honeytokens.NONE,
                Optional.empty(),
                Doorkeeper.open());
    }

    /** The same where nobody is one of these. */
    public ListenerPolicy without(Honeytokens names) {
        return new ListenerPolicy(
                listener, sasl, mechanisms, lifetimes, certificateNames, names, principals, doorkeeper);
    }

    /** The same where somebody else says who a peer is. */
    public ListenerPolicy named(PrincipalSource source) {
        return new ListenerPolicy(
                listener, sasl, mechanisms, lifetimes, certificateNames, honeytokens, Optional.of(source), doorkeeper);
    }

    /** The same where this one says who does not get in. */
    public ListenerPolicy with(Doorkeeper other) {
        return new ListenerPolicy(
                listener, sasl, mechanisms, lifetimes, certificateNames, honeytokens, principals, other);
    }

    List<String> offered() {
        return List.copyOf(mechanisms.keySet());
    }
}
