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
 * <p>Thread: any; {@link #review} one at a time, {@link #reviewAll} one at a time.
 */
final class ShownCertificates {
    private final ConcurrentMap<Connection, Shown> byConnection = new ConcurrentHashMap<>();

    /**
     * @param generation of the keys and the trust that the handshake was made with, or an older one
     * @return why the connection cannot stay, if so: then it is not added
     */
    Optional<String> add(Connection connection, List<X509Certificate> chain, int generation) {
        Instant end = chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        Shown shown = new Shown(List.copyOf(chain), end, generation);
        Optional<String> late = shown.late(connection.now());
        if (late.isEmpty()) {
            byConnection.put(connection, shown);
        }
        return late;
    }

    void remove(Connection connection) {
        byConnection.remove(connection);
    }

    /**
     * Ends the connections whose certificates are out of date or refused by the judge.
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
            Optional<String> reason = shown.late(connection.now())
                    .or(() -> shown.judgedBy() < generation ? judge.apply(shown.chain()) : Optional.empty());
            if (reason.isPresent()) {
                ended++;
                end(connection, shown, reason.get());
            } else if (shown.judgedBy() < generation) {
                byConnection.replace(connection, shown, new Shown(shown.chain(), shown.end(), generation));
            }
        }
        return ended;
    }

    /** Ends the connections that the judge refuses, whoever judged them before. */
    void reviewAll(Function<List<X509Certificate>, Optional<String>> judge) {
        byConnection.forEach(
                (connection, shown) -> judge.apply(shown.chain()).ifPresent(reason -> end(connection, shown, reason)));
    }

    private void end(Connection connection, Shown shown, String reason) {
        byConnection.remove(connection);
        connection.endForCertificate(shown.chain().get(0), reason);
    }

    /** @param end of the certificate that expires first */
    private record Shown(List<X509Certificate> chain, Instant end, int judgedBy) {
        Optional<String> late(Instant now) {
            return now.isBefore(end) ? Optional.empty() : Optional.of("the certificate expired at " + end);
        }
    }
}
