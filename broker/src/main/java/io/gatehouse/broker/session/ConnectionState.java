package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.sasl.SaslExchange;

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
            return new Ready(session);
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
            return new Ready(session);
        }
    }

    /** The peer is known. */
    record Ready(Session session) implements ConnectionState {}

    /** Nothing more is read. */
    record Closed() implements ConnectionState {}
}
