package io.gatehouse.broker.main.quickstart;

import io.gatehouse.certs.StorePassword;
import java.util.LinkedHashMap;
import java.util.Map;

/** How clients connect, as the settings that Java clients and librdkafka read. */
final class ClientSettings {
    private static final String HOST = "localhost";
    private static final String MECHANISM = "SCRAM-SHA-512";

    private final Workspace workspace;
    private final Ports ports;

    ClientSettings(Workspace workspace, Ports ports) {
        this.workspace = workspace;
        this.ports = ports;
    }

    String bootstrap() {
        return HOST + ":" + ports.clients();
    }

    /** A Java client that logs in with a password. */
    Map<String, String> java(User user) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bootstrap.servers", bootstrap());
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", MECHANISM);
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user.name()
                        + "\" password=\"" + user.password() + "\";");
        trust(settings);
        return settings;
    }

    /** A Java client with the admin's certificate: the way in before there is any password. */
    Map<String, String> certificate() {
        String password = new String(StorePassword.read(workspace.storePassword(Certificates.ADMIN)));
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bootstrap.servers", HOST + ":" + ports.brokers());
        settings.put("security.protocol", "SSL");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put(
                "ssl.keystore.location", workspace.keyStore(Certificates.ADMIN).toString());
        settings.put("ssl.keystore.password", password);
        trust(settings);
        return settings;
    }

    /** librdkafka, and with it kcat and most clients that are not Java. */
    Map<String, String> librdkafka(User user) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bootstrap.servers", bootstrap());
        // The listener is on 127.0.0.1; without this line "localhost" is tried as ::1 first.
        settings.put("broker.address.family", "v4");
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanisms", MECHANISM);
        settings.put("sasl.username", user.name());
        settings.put("sasl.password", user.password());
        settings.put("ssl.ca.location", workspace.authorityCertificate().toString());
        return settings;
    }

    private void trust(Map<String, String> settings) {
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", workspace.authorityCertificate().toString());
    }
}
