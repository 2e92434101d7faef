package io.gatehouse.broker.main.quickstart;

import java.util.LinkedHashMap;
import java.util.Map;

/** The broker's settings: as secure as config/server.properties, small, and on loopback. */
final class ServerSettings {
    private ServerSettings() {}

    static Map<String, String> of(Workspace workspace, Ports ports) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("broker.id", "0");
        settings.put(
                "listeners", "SASL_SSL://localhost:" + ports.clients() + ",INTERNAL://localhost:" + ports.brokers());
        settings.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,INTERNAL:SSL");
        settings.put("inter.broker.listener.name", "INTERNAL");
        settings.put("listener.name.internal.ssl.client.auth", "required");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.truststore.type", "PKCS12");
        stores(settings, "", workspace);
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,SCRAM-SHA-256");
        settings.put("authorizer.class.name", "kafka.security.authorizer.AclAuthorizer");
        // By password, and the two names in certificates: the broker itself, and the admin before the first password.
        settings.put(
                "super.users",
                "User:" + User.ADMIN + ";User:CN=" + Certificates.BROKER + ";User:CN=" + Certificates.ADMIN);
        settings.put("zookeeper.connect", "localhost:" + ports.zooKeeper());
        // After a crash the next start waits until the session of the dead process is over.
        settings.put("zookeeper.session.timeout.ms", "3000");
        settings.put("zookeeper.connection.timeout.ms", "30000"); // A busy laptop is slow, not broken.
        settings.put("zookeeper.ssl.client.enable", "true");
        stores(settings, "zookeeper.", workspace);
        settings.put("zookeeper.set.acl", "true");
        settings.put("zookeeper.sealing.keyring.location", workspace.keyRing().toString());
        settings.put("log.dirs", workspace.logData().toString());
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.network.threads", "1");
        return settings;
    }

    private static void stores(Map<String, String> settings, String prefix, Workspace workspace) {
        String password = "${directory:" + workspace.certificates() + ":"
                + workspace.storePassword(Certificates.BROKER).getFileName() + "}";
        settings.put(
                prefix + "ssl.keystore.location",
                workspace.keyStore(Certificates.BROKER).toString());
        settings.put(prefix + "ssl.keystore.password", password);
        settings.put(
                prefix + "ssl.truststore.location",
                workspace.trustStore(Certificates.BROKER).toString());
        settings.put(prefix + "ssl.truststore.password", password);
    }
}
