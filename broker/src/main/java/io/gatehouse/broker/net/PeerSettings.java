package io.gatehouse.broker.net;

import java.time.Duration;

/**
 * How this broker speaks to another.
 *
 * @param clientId what we call ourselves
 * @param connectTimeout for TCP and TLS together
 * @param requestTimeout from sending to the answer; a peer that takes longer is disconnected
 * @param backoff the pause after a failed connection, before the next is tried
 * @param frameBytesMax the largest answer accepted
 */
public record PeerSettings(
        String clientId, Duration connectTimeout, Duration requestTimeout, Duration backoff, int frameBytesMax) {
    public static PeerSettings defaults(String clientId) {
        return new PeerSettings(
                clientId, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(100), 104_857_600);
    }
}
