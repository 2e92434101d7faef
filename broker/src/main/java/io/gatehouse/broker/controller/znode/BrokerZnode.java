package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.model.BrokerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A broker's registration, ephemeral (COMPAT C4); written as version 5, read from version 1 on. */
public final class BrokerZnode {
    public static final String PARENT = "/brokers/ids";

    private static final int VERSION = 5;
    private static final int NO_PORT = -1;
    private static final List<String> PROTOCOLS = List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");

    private BrokerZnode() {}

    public static String path(BrokerId id) {
        return PARENT + "/" + id;
    }

    /** The brokers that the children of {@link #PARENT} stand for; a child that is no number stands for none. */
    public static List<BrokerId> ids(List<String> children) {
        return children.stream()
                .filter(child -> child.matches("\\d{1,9}"))
                .map(child -> new BrokerId(Integer.parseInt(child)))
                .toList();
    }

    public static byte[] encode(BrokerRegistration registration) {
        BrokerImage broker = registration.broker();
        Optional<BrokerEndpoint> plain = broker.endpoints().stream()
                .filter(endpoint -> endpoint.securityProtocol() == 0)
                .findFirst();
        ObjectNode json = ZnodeJson.object();
        json.put("version", VERSION);
        json.put("host", plain.map(BrokerEndpoint::host).orElse(null));
        json.put("port", plain.map(BrokerEndpoint::port).orElse(NO_PORT));
        json.put("jmx_port", NO_PORT);
        json.put("timestamp", Long.toString(registration.registeredAt().toEpochMilli()));
        ArrayNode endpoints = json.putArray("endpoints");
        broker.endpoints().forEach(endpoint -> endpoints.add(url(endpoint)));
        ObjectNode protocols = json.putObject("listener_security_protocol_map");
        broker.endpoints()
                .forEach(endpoint -> protocols.put(endpoint.listener(), PROTOCOLS.get(endpoint.securityProtocol())));
        broker.rack().ifPresent(rack -> json.put("rack", rack));
        json.putObject("features");
        return ZnodeJson.bytes(json);
    }

    public static BrokerRegistration decode(BrokerId id, byte[] bytes) {
        ObjectNode json = ZnodeJson.parse(bytes);
        int version = ZnodeJson.integer(json, "version");
        if (version < 1) {
            throw new CorruptZnode("broker registration version " + version + " (expected: 1 or more)");
        }
        Optional<String> rack = json.hasNonNull("rack") ? Optional.of(ZnodeJson.text(json, "rack")) : Optional.empty();
        long timestamp = json.hasNonNull("timestamp") ? ZnodeJson.longText(json, "timestamp") : 0;
        return new BrokerRegistration(
                new BrokerImage(id, version == 1 ? onlyEndpoint(json) : endpoints(json), rack),
                Instant.ofEpochMilli(timestamp));
    }

    private static List<BrokerEndpoint> onlyEndpoint(ObjectNode json) {
        return List.of(new BrokerEndpoint(
                "PLAINTEXT", ZnodeJson.text(json, "host"), ZnodeJson.integer(json, "port"), (short) 0));
    }

    private static List<BrokerEndpoint> endpoints(ObjectNode json) {
        Map<String, String> protocols = json.hasNonNull("listener_security_protocol_map")
                ? ZnodeJson.textMap(json, "listener_security_protocol_map")
                : Map.of();
        List<BrokerEndpoint> endpoints = new ArrayList<>();
        for (String url : ZnodeJson.texts(json, "endpoints")) {
            endpoints.add(endpoint(url, protocols));
        }
        return endpoints;
    }

    private static String url(BrokerEndpoint endpoint) {
        String host = endpoint.host().indexOf(':') >= 0 ? "[" + endpoint.host() + "]" : endpoint.host();
        return endpoint.listener() + "://" + host + ":" + endpoint.port();
    }

    /** {@code LISTENER://host:port}, an IPv6 host in brackets (COMPAT C4.3). */
    private static BrokerEndpoint endpoint(String url, Map<String, String> protocols) {
        int scheme = url.indexOf("://");
        int colon = url.lastIndexOf(':');
        if (scheme <= 0 || colon < scheme + 3) {
            throw new CorruptZnode("endpoint without listener or port (expected: LISTENER://host:port)");
        }
        String listener = url.substring(0, scheme);
        String host = url.substring(scheme + 3, colon);
        int protocol = PROTOCOLS.indexOf(protocols.getOrDefault(listener, listener));
        if (protocol < 0) {
            throw new CorruptZnode("endpoint of an unknown security protocol (expected: one of " + PROTOCOLS + ")");
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new BrokerEndpoint(
                listener,
                bracketed ? host.substring(1, host.length() - 1) : host,
                port(url.substring(colon + 1)),
                (short) protocol);
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CorruptZnode("endpoint with a port that is no number (expected: LISTENER://host:port)");
        }
    }
}
