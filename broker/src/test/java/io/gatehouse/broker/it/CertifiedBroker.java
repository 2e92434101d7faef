package io.gatehouse.broker.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker with listeners whose keys and trust come from {@code bin/certs.sh} and from keytool and openssl. Whoever gets in
 * may use the quick start's topic: these tests are about who gets in.
 */
final class CertifiedBroker implements AutoCloseable {
    /** Kafka's own is as good a plug-in as any. */
    static final String ENGINES = "org.apache.kafka.common.security.ssl.DefaultSslEngineFactory";

    private final SeparateServers servers;
    private final CertsCommands certs;
    private final int first = QuickstartProcess.freePorts();
    private final int documented = QuickstartProcess.freePorts();

    private CertifiedBroker(Path temporary) throws Exception {
        certs = new CertsCommands(Files.createDirectories(temporary.resolve("certs")));
        certs.run("create-ca", "--dir", "@ca", "--name", "Clients CA");
        certs.run("create-ca", "--dir", "@rotating", "--name", "Old CA");
        server("ca", "broker");
        server("rotating", "rotating");
        servers = SeparateServers.prepare(temporary.resolve("quickstart"));
    }

    static CertifiedBroker start(Path temporary) throws Exception {
        CertifiedBroker broker = new CertifiedBroker(temporary);
        try {
            broker.begin();
            return broker;
        } catch (Exception e) {
            broker.close();
            throw e;
        }
    }

    private void server(String ca, String name) {
        certs.run(
                "issue-server", "--ca", "@" + ca, "--out", "@out", "--name", name, "--host", "localhost,127.0.0.1,::1");
    }

    private void begin() throws Exception {
        List<String> overrides = new ArrayList<>();
        String listeners = "SASL_SSL://localhost:" + servers.made().port() + ",INTERNAL://localhost:"
                + servers.made().brokerPort() + ",VERIFIED://localhost:" + verified() + ",MUTUAL://localhost:"
                + mutual() + ",ROTATING://localhost:" + rotating() + ",PLUGGED://localhost:" + plugged();
        String protocols = "SASL_SSL:SASL_SSL,INTERNAL:SSL,VERIFIED:SASL_SSL,MUTUAL:SSL,ROTATING:SSL,PLUGGED:SSL";
        certs.listener("verified", "out/broker").forEach(overrides::add);
        certs.listener("mutual", "out/broker").forEach(overrides::add);
        certs.listener("rotating", "out/rotating").forEach(overrides::add);
        overrides.add("listener.name.mutual.ssl.client.auth=required");
        overrides.add("listener.name.rotating.ssl.client.auth=required");
        certs.listener("plugged", "out/broker").forEach(overrides::add);
        overrides.add("listener.name.plugged.ssl.client.auth=required");
        overrides.add("listener.name.plugged.ssl.engine.factory.class=" + ENGINES);
        overrides.add("plugin.classes.allowed=" + ENGINES);
        overrides.add("ssl.reload.interval.ms=100");
        if (DocumentedStores.possible()) {
            listeners += ",DOCUMENTED://localhost:" + documented();
            protocols += ",DOCUMENTED:SSL";
            documentedStores().listener("documented").forEach(overrides::add);
        }
        overrides.add("listeners=" + listeners);
        overrides.add("listener.security.protocol.map=" + protocols);
        servers.startBroker(overrides.toArray(String[]::new));
        allowEverybody();
    }

    private DocumentedStores documentedStores() throws Exception {
        Path folder = certs.file("documented");
        return Files.exists(folder) ? new DocumentedStores(folder) : DocumentedStores.make(folder);
    }

    private void allowEverybody() throws Exception {
        ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, QuickstartProcess.TOPIC, PatternType.LITERAL);
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.createAcls(List.of(rule(topic, AclOperation.READ), rule(topic, AclOperation.WRITE)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static AclBinding rule(ResourcePattern resource, AclOperation operation) {
        return new AclBinding(resource, new AccessControlEntry("User:*", "*", operation, AclPermissionType.ALLOW));
    }

    /** SASL_SSL: the client verifies the authority and says a password. */
    int verified() {
        return first;
    }

    /** SSL: both show a certificate of the same authority. */
    int mutual() {
        return first + 1;
    }

    /** The same with an authority that is replaced meanwhile. */
    int rotating() {
        return first + 2;
    }

    /** The same with stores made by keytool and openssl. */
    int documented() {
        return documented;
    }

    /** As {@link #mutual}, where a plug-in makes the engines. */
    int plugged() {
        return documented + 1;
    }

    CertsCommands certs() {
        return certs;
    }

    Properties documentedClient() throws Exception {
        return at(documented, documentedStores().client());
    }

    /** The administrator's name and password. */
    Properties passwords() {
        Properties all = servers.administrator();
        Properties only = new Properties();
        only.put("sasl.mechanism", all.get("sasl.mechanism"));
        only.put("sasl.jaas.config", all.get("sasl.jaas.config"));
        return only;
    }

    static Properties at(int port, Properties client) {
        client.put("bootstrap.servers", "localhost:" + port);
        return client;
    }

    String log() throws IOException {
        return servers.log();
    }

    @Override
    public void close() {
        servers.close();
    }
}
