package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.sasl.SaslExchange;
import java.time.Instant;

/** Where a connection stands. Each state carries its own data and has its legal transitions as methods, no others. */
public sealed interface ConnectionState {
    /** Closing is legal from everywhere. */
    default Closed close() {
        return new Closed();
    }

    /** TCP stands, TLS does not yet; nothing of Kafka's is read. */
    record AwaitingTransport() implements ConnectionState {
        AwaitingHandshake askForSasl() {
            return new AwaitingHandshake(false);
        }

        Ready serve(Session session) {
            return new Ready(session, session.since());
        }
    }

    /**
     * The transport stands; the peer may ask for the versions once and has to choose a mechanism.
     *
     * @param versionsAnswered whether ApiVersions was answered without an error
     */
    record AwaitingHandshake(boolean versionsAnswered) implements ConnectionState {
        AwaitingHandshake answerVersions() {
            return new AwaitingHandshake(true);
        }

        Authenticating begin(String mechanism, SaslExchange exchange) {
            return new Authenticating(mechanism, exchange);
        }
    }

    /** Tokens go to the exchange until it accepts or refuses. */
    record Authenticating(String mechanism, SaslExchange exchange) implements ConnectionState {
        Ready accept(Session session) {
            return new Ready(session, session.since());
        }
    }

    /**
     * The peer is known.
     *
     * @param provedSince when it began to prove it the last time
     */
    record Ready(Session session, Instant provedSince) implements ConnectionState {
        ReAuthenticating begin(SaslExchange exchange, Instant now) {
            return new ReAuthenticating(session, exchange, now);
        }

        Contradictory contradict() {
            return new Contradictory(session);
        }
    }

    /** A known peer proves again who it is; until it has, nothing else is heard (KIP-368). */
    record ReAuthenticating(Session session, SaslExchange exchange, Instant begun) implements ConnectionState {
        Ready accept(Session renewed) {
            return new Ready(renewed, begun);
        }
    }

    /** A known peer wants to prove itself by another mechanism: it has been answered, and is not heard (RAU-04). */
    record Contradictory(Session session) implements ConnectionState {}

    /** Nothing more is read. */
    record Closed() implements ConnectionState {}
}
