package io.gatehouse.broker.net;

import java.time.Duration;

/**
 * One listener's settings.
 *
 * @param name upper case
 * @param host an address or a name to bind, empty for all
 * @param port 0 for any free one
 * @param backlog {@code socket.listen.backlog.size}
 * @param sendBufferBytes {@code socket.send.buffer.bytes}, -1 for the system's
 * @param receiveBufferBytes {@code socket.receive.buffer.bytes}, -1 for the system's
 * @param requestBytesMax {@code socket.request.max.bytes}
 * @param strangerBytesMax {@code sasl.server.max.receive.size}: the largest frame before authentication
 * @param authenticationDeadline from accept to authenticated, whatever the peer does meanwhile (attack 6)
 * @param idleMax {@code connections.max.idle.ms}, counted once authenticated
 * @param failureDelay {@code connection.failed.authentication.delay.ms}
 */
public record ListenerSettings(
        String name,
        String host,
        int port,
        ListenerProtocol protocol,
        int backlog,
        int sendBufferBytes,
        int receiveBufferBytes,
        int requestBytesMax,
        int strangerBytesMax,
        Duration authenticationDeadline,
        Duration idleMax,
        Duration failureDelay) {
    public ListenerSettings {
        if (strangerBytesMax < Frames.BYTES_MIN || requestBytesMax < Frames.BYTES_MIN) {
            throw new IllegalArgumentException("frame limits " + strangerBytesMax + " and " + requestBytesMax
                    + " (expected: at least " + Frames.BYTES_MIN + ")");
        }
    }

    /** Kafka's defaults, and ten seconds to log in. */
    public static ListenerSettings defaults(String name, String host, int port, ListenerProtocol protocol) {
        return new ListenerSettings(
                name,
                host,
                port,
                protocol,
                50,
                102_400,
                102_400,
                104_857_600,
                524_288,
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofMillis(100));
    }
}
