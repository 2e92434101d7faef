package io.gatehouse.broker.net;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * The connections of one listener whose clients have shown a certificate. What was good when the connection was made may be
 * revoked or expired now, or its authority may be gone (PEERS A13, A14).
 *
 * <p>Thread: any; {@link #review} one at a time.
 */
final class ShownCertificates {
    private final ConcurrentMap<Connection, Shown> byConnection = new ConcurrentHashMap<>();

    /** @param generation of the keys and the trust that the handshake was made with, or an older one */
    void add(Connection connection, List<X509Certificate> chain, int generation) {
        Instant end = chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        byConnection.put(connection, new Shown(List.copyOf(chain), end, generation));
    }

    void remove(Connection connection) {
        byConnection.remove(connection);
    }

    /**
     * Ends the connections that the judge would refuse now.
     *
     * @param generation who was judged by it is not judged again
     * @param judge why a chain is not good, if so
     * @return how many were ended
     */
    int review(int generation, Function<List<X509Certificate>, Optional<String>> judge) {
        int ended = 0;
        for (var entry : byConnection.entrySet()) {
            Connection connection = entry.getKey();
            Shown shown = entry.getValue();
            Optional<String> reason = reason(connection, shown, generation, judge);
            if (reason.isPresent()) {
                ended++;
                byConnection.remove(connection);
                connection.endForCertificate(shown.chain().get(0), reason.get());
            } else if (shown.judgedBy() < generation) {
                byConnection.replace(connection, shown, new Shown(shown.chain(), shown.end(), generation));
            }
        }
        return ended;
    }

    private static Optional<String> reason(
            Connection connection,
            Shown shown,
            int generation,
            Function<List<X509Certificate>, Optional<String>> judge) {
        if (!connection.now().isBefore(shown.end())) {
            return Optional.of("the certificate expired at " + shown.end());
        }
        return shown.judgedBy() < generation ? judge.apply(shown.chain()) : Optional.empty();
    }

    /** @param end of the certificate that expires first */
    private record Shown(List<X509Certificate> chain, Instant end, int judgedBy) {}
}
