package io.gatehouse.broker.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Sockets, frames and deadlines of all listeners.
 *
 * @param sendBufferBytes -1 is the system's
 * @param receiveBufferBytes -1 is the system's
 * @param requestBytesMax the largest request of a known peer
 * @param saslBytesMax the largest request of a stranger (CONFORMANCE SAX-08)
 * @param idleMax empty: idle connections stay
 * @param authenticationDeadline from accepting to the end of TLS and SASL
 * @param failedAuthenticationDelay how long a refusal is held back (CONFORMANCE DLY-01)
 */
public record SocketSettings(
        int threads,
        int backlog,
        int sendBufferBytes,
        int receiveBufferBytes,
        int requestBytesMax,
        int saslBytesMax,
        Optional<Duration> idleMax,
        Duration authenticationDeadline,
        Duration failedAuthenticationDelay) {}
