package io.gatehouse.broker.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * A broker with two listeners that take tickets, each for a service of its own. Some may use the quick start's topic:
 * alice, and what rules make of others.
 */
final class KerberosBroker implements AutoCloseable {
    static final String SERVICE = "kafka/localhost";
    static final String SECOND_SERVICE = "events/localhost";

    private final int secondPort = QuickstartProcess.freePorts();
    private final Optional<String> settingsBefore = Optional.ofNullable(System.getProperty("java.security.krb5.conf"));
    private final SeparateServers servers;

    private KerberosBroker(Path folder) throws IOException {
        servers = SeparateServers.prepare(folder);
    }

    /** The tests' own JVM, which the Java clients are in, is told of the KDC too. */
    static KerberosBroker start(Path folder, Kdc kdc, String... more) throws Exception {
        System.setProperty("java.security.krb5.conf", kdc.settings().toString());
        KerberosBroker broker = new KerberosBroker(folder);
        try {
            broker.begin(kdc, more);
            return broker;
        } catch (Exception e) {
            broker.close();
            throw e;
        }
    }

    private void begin(Kdc kdc, String... more) throws Exception {
        List<String> overrides = new ArrayList<>(List.of(
                "sasl.enabled.mechanisms=SCRAM-SHA-512,GSSAPI",
                "sasl.kerberos.service.name=kafka",
                "listeners=SASL_SSL://localhost:" + port() + ",INTERNAL://localhost:"
                        + servers.made().brokerPort() + ",SECOND://localhost:" + secondPort,
                "listener.security.protocol.map=SASL_SSL:SASL_SSL,INTERNAL:SSL,SECOND:SASL_SSL",
                "listener.name.sasl_ssl.gssapi.sasl.jaas.config=" + Kdc.brokersLine(kdc.principal(SERVICE), SERVICE),
                "listener.name.second.sasl.enabled.mechanisms=GSSAPI",
                "listener.name.second.sasl.kerberos.service.name=events",
                "listener.name.second.gssapi.sasl.jaas.config="
                        + Kdc.brokersLine(kdc.principal(SECOND_SERVICE), SECOND_SERVICE)));
        overrides.addAll(List.of(more));
        servers.startBroker(List.of("-Djava.security.krb5.conf=" + kdc.settings()), overrides);
        ResourcePattern topic = new ResourcePattern(ResourceType.TOPIC, QuickstartProcess.TOPIC, PatternType.LITERAL);
        try (Admin admin = Admin.create(servers.administrator())) {
            for (String user : List.of("alice", "foreign-alice")) {
                admin.createAcls(List.of(rule(topic, user, AclOperation.READ), rule(topic, user, AclOperation.WRITE)))
                        .all()
                        .get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static AclBinding rule(ResourcePattern resource, String user, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    int port() {
        return servers.made().port();
    }

    /** Where {@link #SECOND_SERVICE} is asked for. */
    int secondPort() {
        return secondPort;
    }

    /** How clients trust the broker, without any log-in. */
    Properties transport() {
        Properties all = servers.administrator();
        Properties only = new Properties();
        all.forEach((name, value) -> {
            if (!name.toString().startsWith("sasl.")) {
                only.put(name, value);
            }
        });
        return only;
    }

    Path authority() {
        return servers.made().authority();
    }

    String log() throws IOException {
        return servers.log();
    }

    @Override
    public void close() {
        settingsBefore.ifPresentOrElse(
                before -> System.setProperty("java.security.krb5.conf", before),
                () -> System.clearProperty("java.security.krb5.conf"));
        servers.close();
    }
}
