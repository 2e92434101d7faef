package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.session.Activity;
import io.gatehouse.broker.session.SessionView;

/** A session in an answer. What the client says of itself is data there, and for the reader to doubt. */
final class SessionJson {
    private static final double HUNDREDTHS = 100;

    private SessionJson() {}

    static void write(ObjectNode node, SessionView view) {
        Session session = view.session();
        node.put("id", session.id());
        node.put("principal", session.principal().toString());
        node.put("mechanism", session.mechanism());
        node.put("byToken", session.byToken());
        if (!session.groups().isEmpty()) {
            ArrayNode groups = node.putArray("groups");
            session.groups().stream().sorted().forEach(groups::add);
        }
        node.put("listener", session.listener());
        node.put("address", session.host());
        node.put("clientId", view.clientId());
        view.software()
                .ifPresent(software ->
                        node.putObject("software").put("name", software.name()).put("version", software.version()));
        view.tls().ifPresent(tls -> {
            ObjectNode object =
                    node.putObject("tls").put("protocol", tls.protocol()).put("suite", tls.suite());
            tls.certificate()
                    .ifPresent(certificate -> object.putObject("certificate")
                            .put("subject", certificate.subject())
                            .put("serial", certificate.serial()));
        });
        node.put("since", session.since().toString());
        session.expiresAt().ifPresent(end -> node.put("expiresAt", end.toString()));
        write(node, view.activity());
    }

    private static void write(ObjectNode node, Activity.Counted counted) {
        node.put("requests", counted.requests());
        node.put("bytesIn", counted.bytesIn());
        node.put("bytesOut", counted.bytesOut());
        node.put("requestsPerSecond", rounded(counted.requestsPerSecond()));
        node.put("bytesInPerSecond", rounded(counted.bytesInPerSecond()));
        node.put("bytesOutPerSecond", rounded(counted.bytesOutPerSecond()));
    }

    private static double rounded(double rate) {
        return Math.round(rate * HUNDREDTHS) / HUNDREDTHS;
    }
}
