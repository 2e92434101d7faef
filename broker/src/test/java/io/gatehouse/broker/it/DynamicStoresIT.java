package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.Pkcs12;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFORMANCE TLS-52 to TLS-60: Kafka's admin client gives a running broker another key store, and takes it back. */
final class DynamicStoresIT {
    private static final ConfigResource BROKER = new ConfigResource(ConfigResource.Type.BROKER, "0");
    private static final ConfigResource EVERY_BROKER = new ConfigResource(ConfigResource.Type.BROKER, "");
    private static final String LOCATION = "listener.name.sasl_ssl.ssl.keystore.location";
    private static final String PASSWORD = "listener.name.sasl_ssl.ssl.keystore.password";
    private static final String STORE_PASSWORD = "password-of-the-other-store";
    private static final String[] SETTINGS = {
        "password.encoder.secret=secret-of-the-encoder", "ssl.reload.interval.ms=200"
    };

    @TempDir
    private Path temporary;

    @Test
    void aListenerGetsAnotherKeyStoreWhileItRuns() throws Exception {
        Path folder = temporary.resolve("quickstart");
        try (SeparateServers servers = SeparateServers.prepare(folder)) {
            Intruder intruder = new Intruder(servers.made());
            CertificateAuthority authority = servers.made().signer();
            servers.startBroker(SETTINGS);
            Certificate first = served(intruder);
            Path other = temporary.resolve("other.p12");
            Issued second = broker(authority, "broker");
            write(other, second);
            try (Admin admin = Admin.create(servers.administrator())) {
                double connections = connections(admin);
                AlterConfigOp[] change = {set(LOCATION, other.toString()), set(PASSWORD, STORE_PASSWORD)};

                alter(admin, BROKER, true, change);
                assertThat(served(intruder)).as("only tried").isEqualTo(first);
                alter(admin, BROKER, false, change);

                assertThat(served(intruder)).isEqualTo(leaf(second));
                assertThat(connections(admin))
                        .as("who is connected stays connected")
                        .isEqualTo(connections);
                described(admin, other);
                refused(admin, authority, intruder);
                Issued third = broker(authority, "broker");
                write(other, third);
                alter(admin, BROKER, false, change); // TLS-55: at once, whatever the interval is.
                assertThat(served(intruder)).isEqualTo(leaf(third));
            }
            Issued fourth = broker(authority, "broker");
            write(other, fourth);
            StrangersIT.await("the file is followed", () -> served(intruder).equals(leaf(fourth)));
            servers.stop();
            servers.startBroker(SETTINGS);
            assertThat(served(intruder)).as("after a restart").isEqualTo(leaf(fourth));
            try (Admin admin = Admin.create(servers.administrator())) {
                alter(admin, BROKER, false, delete(LOCATION), delete(PASSWORD));
            }
            assertThat(served(intruder)).as("the file's again").isEqualTo(first);
            assertThat(servers.log())
                    .contains("event=\"broker-settings\" outcome=\"changed\" by=\"User:admin\"")
                    .doesNotContain(STORE_PASSWORD, "secret-of-the-encoder");
        }
    }

    /** CRD-04, CDY-01, attack 293. */
    private static void described(Admin admin, Path store) throws Exception {
        var config = await(admin.describeConfigs(List.of(BROKER), new DescribeConfigsOptions().includeSynonyms(true))
                        .all())
                .get(BROKER);

        ConfigEntry location = config.get(LOCATION);
        assertThat(location.value()).isEqualTo(store.toString());
        assertThat(location.source()).isEqualTo(ConfigSource.DYNAMIC_BROKER_CONFIG);
        assertThat(location.isReadOnly()).isFalse();
        assertThat(location.synonyms())
                .extracting(synonym -> synonym.source() + " " + synonym.name())
                .containsExactly("DYNAMIC_BROKER_CONFIG " + LOCATION, "STATIC_BROKER_CONFIG ssl.keystore.location");
        assertThat(config.get(PASSWORD).isSensitive()).isTrue();
        assertThat(config.entries()).filteredOn(ConfigEntry::isSensitive).allMatch(entry -> entry.value() == null);
        assertThat(config.entries())
                .filteredOn(entry -> !entry.isReadOnly())
                .extracting(ConfigEntry::name)
                .containsExactlyInAnyOrder(
                        LOCATION, PASSWORD, "listeners", "advertised.listeners", "listener.security.protocol.map");
    }

    private void refused(Admin admin, CertificateAuthority authority, Intruder intruder) throws Exception {
        Certificate before = served(intruder);
        Path stranger = temporary.resolve("stranger.p12");
        write(stranger, broker(authority, "stranger"));

        requireRefusal("the certificate is for CN=stranger", admin, BROKER, set(LOCATION, stranger.toString()));
        requireRefusal("does not open with", admin, BROKER, set(PASSWORD, "wrong"));
        requireRefusal("expected: a readable file", admin, BROKER, set(LOCATION, "/nowhere"));
        requireRefusal("a broker id", admin, EVERY_BROKER, set(LOCATION, stranger.toString()));
        requireRefusal("listener.name.NAME.", admin, BROKER, set("ssl.keystore.location", stranger.toString()));
        requireRefusal("Set(broker.rack)", admin, BROKER, set("broker.rack", "a"));
        requireRefusal(
                "no listener", admin, BROKER, set("listener.name.other.ssl.keystore.location", stranger.toString()));
        assertThat(served(intruder)).as("TLS-58").isEqualTo(before);
    }

    private static void requireRefusal(String reason, Admin admin, ConfigResource whose, AlterConfigOp change) {
        assertThatThrownBy(() -> alter(admin, whose, false, change))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(reason);
    }

    private static Issued broker(CertificateAuthority authority, String name) {
        List<Host> hosts = Stream.of("localhost", "127.0.0.1").map(Host::parse).toList();
        return authority.issue(CertificateRequest.server(name, hosts), Instant.now());
    }

    private static Certificate leaf(Issued issued) {
        return issued.chain().get(0);
    }

    private static void write(Path file, Issued issued) throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        Files.write(made, Pkcs12.keyStore(issued, STORE_PASSWORD.toCharArray()));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Certificate served(Intruder intruder) throws IOException {
        try (SSLSocket socket = intruder.behindTls()) {
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private static AlterConfigOp delete(String name) {
        return new AlterConfigOp(new ConfigEntry(name, null), AlterConfigOp.OpType.DELETE);
    }

    private static void alter(Admin admin, ConfigResource whose, boolean validateOnly, AlterConfigOp... changes)
            throws Exception {
        await(admin.incrementalAlterConfigs(
                        Map.of(whose, List.of(changes)), new AlterConfigsOptions().validateOnly(validateOnly))
                .all());
    }

    /** How many the client has made so far. */
    private static double connections(Admin admin) throws Exception {
        await(admin.describeCluster().nodes());
        return admin.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("connection-creation-total"))
                .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
                .sum();
    }

    private static <T> T await(KafkaFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }
}
