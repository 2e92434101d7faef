package io.gatehouse.broker.net;

import java.time.Instant;
import java.util.Optional;

/** A door whose handshakes and certificates somebody looks after. Thread: any. */
public interface TlsDoor {
    /**
     * Ends the connections whose client certificate is not good any more: expired, revoked, or not trusted; and gives the
     * sessions that clients come back with a new key when it is time. To be called every few seconds. Blocks for as long as
     * judging takes; one caller at a time.
     *
     * @return how many were ended
     */
    int reviewCertificates(Instant now);

    /** How handshakes ended; nothing without TLS. */
    Optional<HandshakeCounts> handshakes();
}
