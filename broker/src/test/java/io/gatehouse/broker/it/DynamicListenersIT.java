package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFORMANCE TLS-59, LSN-16: Kafka's admin client opens one more listener of a running broker, and closes it again. */
final class DynamicListenersIT {
    private static final ConfigResource BROKER = new ConfigResource(ConfigResource.Type.BROKER, "0");
    private static final String CLIENT_AUTH = "listener.name.late.ssl.client.auth";
    private static final String BEAN = "gatehouse.server:type=tls-certificate,listener=LATE";

    private static final String JAAS = "listener.name.late.plain.sasl.jaas.config";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String PASSWORD = "password-of-the-guest";
    private static final String[] SETTINGS = {
        "ssl.reload.interval.ms=200", "password.encoder.secret=secret-of-the-encoder"
    };

    @TempDir
    private Path temporary;

    @Test
    void aListenerComesAndGoesWhileTheBrokerRuns() throws Exception {
        try (SeparateServers servers = SeparateServers.prepare(temporary.resolve("quickstart"))) {
            int late = QuickstartProcess.freePorts();
            String file = "SASL_SSL://localhost:" + servers.made().port() + ",INTERNAL://localhost:"
                    + servers.made().brokerPort();
            AlterConfigOp[] opening = {
                set("listeners", file + ",LATE://localhost:" + late),
                set("listener.security.protocol.map", "SASL_SSL:SASL_SSL,INTERNAL:SSL,LATE:SASL_SSL"),
                set("listener.name.late.sasl.enabled.mechanisms", "PLAIN"),
                set(JAAS, MODULE + " required user_guest=\"" + PASSWORD + "\";"),
                set(CLIENT_AUTH, "none")
            };
            servers.startBroker(SETTINGS);
            Properties there = servers.administrator();
            there.put("bootstrap.servers", "localhost:" + late);
            there.put("sasl.mechanism", "PLAIN");
            there.put("sasl.jaas.config", MODULE + " required username=\"guest\" password=\"" + PASSWORD + "\";");
            there.put("request.timeout.ms", "4000");
            there.put("default.api.timeout.ms", "5000"); // Closing waits for what is being tried.
            try (Admin admin = Admin.create(servers.administrator())) {
                requireRefusal(
                        "is bound to",
                        admin,
                        set("listeners", file.replace("SASL_SSL://localhost", "SASL_SSL://127.0.0.1")));
                requireRefusal("an entry for listener LATE too", admin, set("listeners", file + ",LATE://localhost:1"));
                alter(admin, opening);

                assertThat(ports(there))
                        .as("where the new listener sends its clients")
                        .containsExactly(late);
                requireRefusal("of a running listener cannot be changed", admin, set(CLIENT_AUTH, "required"));
            }
            try (JmxView jmx = JmxView.of(servers.brokerPid())) {
                StrangersIT.await(
                        "JMX shows its certificate", () -> !jmx.named(BEAN).isEmpty());
            }
            servers.stop();
            servers.startBroker(SETTINGS);
            assertThat(ports(there)).as("after a restart").containsExactly(late);

            try (Admin admin = Admin.create(servers.administrator());
                    Admin guest = Admin.create(there);
                    JmxView jmx = JmxView.of(servers.brokerPid())) {
                guest.describeCluster().nodes().get(60, TimeUnit.SECONDS);
                alter(
                        admin,
                        delete("listeners"),
                        delete("listener.security.protocol.map"),
                        delete("listener.name.late.sasl.enabled.mechanisms"),
                        delete(JAAS),
                        delete(CLIENT_AUTH));

                assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), late))
                        .isInstanceOf(ConnectException.class);
                assertThatThrownBy(() -> guest.describeCluster().nodes().get(60, TimeUnit.SECONDS))
                        .as("who was connected there is not any more")
                        .isNotNull();
                assertThat(ports(servers.administrator()))
                        .containsExactly(servers.made().port());
                StrangersIT.await("JMX shows it no more", () -> jmx.named(BEAN).isEmpty());
            }
            assertThat(servers.log())
                    .contains("listener closed listener=\"LATE\"")
                    .doesNotContain(PASSWORD);
        }
    }

    private static List<Integer> ports(Properties client) throws Exception {
        try (Admin admin = Admin.create(client)) {
            return admin.describeCluster().nodes().get(60, TimeUnit.SECONDS).stream()
                    .map(Node::port)
                    .toList();
        }
    }

    private static void requireRefusal(String reason, Admin admin, AlterConfigOp change) {
        assertThatThrownBy(() -> alter(admin, change))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .cause()
                .hasMessageContaining(reason);
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private static AlterConfigOp delete(String name) {
        return new AlterConfigOp(new ConfigEntry(name, null), AlterConfigOp.OpType.DELETE);
    }

    private static void alter(Admin admin, AlterConfigOp... changes) throws Exception {
        admin.incrementalAlterConfigs(Map.of(BROKER, List.of(changes))).all().get(60, TimeUnit.SECONDS);
    }
}
