package io.gatehouse.broker.main;

import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Origin;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.PeerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;

/**
 * A request as an authorizer of Kafka's sees it (CONFORMANCE SPI-07).
 *
 * @param requestType the wire API's number; -1 for the admin endpoint
 */
record KafkaRequestContext(
        String listenerName,
        SecurityProtocol securityProtocol,
        KafkaPrincipal principal,
        InetAddress clientAddress,
        int requestType,
        int requestVersion,
        String clientId,
        int correlationId)
        implements AuthorizableRequestContext {
    /** @throws IllegalArgumentException where it is not known who asks from where */
    static KafkaRequestContext of(Subject subject, Asker asker) {
        Origin origin = asker.origin();
        return new KafkaRequestContext(
                origin.listener(),
                SecurityProtocol.forName(origin.protocol()),
                principal(subject, origin),
                address(subject.host()),
                origin.api(),
                origin.version(),
                asker.client(),
                origin.correlation());
    }

    /** The very object that a principal builder made, where one did. */
    private static KafkaPrincipal principal(Subject subject, Origin origin) {
        return origin.made()
                .filter(KafkaPrincipal.class::isInstance)
                .map(KafkaPrincipal.class::cast)
                .orElseGet(() -> new KafkaPrincipal(
                        subject.principal().type(), subject.principal().name(), origin.byToken()));
    }

    private static InetAddress address(String host) {
        if (!PeerAddress.isAddress(host)) {
            throw new IllegalArgumentException("peer at " + host + " (expected: an address, nobody is asked for it)");
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("peer at " + host + " (expected: an address)", e);
        }
    }
}
