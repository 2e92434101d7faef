package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.Session;
import java.util.Optional;

/**
 * One session as it was at a moment.
 *
 * @param clientId of the last request; what the client calls itself
 */
public record SessionView(
        Session session,
        String clientId,
        Optional<PeerDetails.ClientSoftware> software,
        Optional<PeerDetails.TlsDetails> tls,
        Activity.Counted activity) {}
