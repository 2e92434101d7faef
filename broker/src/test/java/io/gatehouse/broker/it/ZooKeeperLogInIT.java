package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker of a cluster that was made with certificates alone comes back to a ZooKeeper that takes nobody without Kerberos
 * (CONFORMANCE JAA-08, ZKS-01, ZKS-09, ZKS-17).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ZooKeeperLogInIT {
    private static final String SERVICE = "zookeeper/localhost";

    private KerbyKdc kdc;
    private SeparateServers servers;
    private Path folder = Path.of("");
    private Path keyTab = Path.of("");

    @BeforeAll
    void aZooKeeperThatWantsTickets(@TempDir Path temporary) throws Exception {
        folder = temporary;
        kdc = new KerbyKdc(temporary);
        keyTab = kdc.principal("broker");
        Path logIns =
                secret("zookeeper-jaas.conf", "Server {\n" + Kdc.brokersLine(kdc.principal(SERVICE), SERVICE) + "\n};");
        servers = SeparateServers.withZooKeepersOwn(
                temporary.resolve("quickstart"),
                List.of(kerberos(), logInFile(logIns)),
                List.of(
                        "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
                        "admin.enableServer=false",
                        "ssl.authProvider=x509",
                        "authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider",
                        "authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
                        "enforce.auth.enabled=true",
                        "enforce.auth.schemes=sasl"));
    }

    @AfterEach
    void stopBroker() {
        servers.stop();
    }

    @AfterAll
    void stop() {
        if (servers != null) {
            servers.close();
        }
        kdc.close();
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private String kerberos() {
        return "-Djava.security.krb5.conf=" + kdc.settings();
    }

    private static String logInFile(Path file) {
        return "-Djava.security.auth.login.config=" + file;
    }

    private void start(String principal) throws IOException {
        Path logIns = secret("broker-jaas.conf", "Client {\n" + Kdc.brokersLine(keyTab, principal) + "\n};");
        servers.startBroker(List.of(kerberos(), logInFile(logIns)), List.of());
    }

    @Test
    void whatWasMadeWithTheCertificateServesOn() throws IOException {
        start("broker");

        try (Canary canary = new Canary(servers.administrator())) {
            canary.sings();
        }
        assertThat(servers.log()).doesNotContain("section Client");
    }

    @Test
    void aBrokerThatTheKdcDoesNotKnowDoesNotStart() throws IOException {
        assertThatThrownBy(() -> start("nobody")).isInstanceOf(AssertionError.class);

        assertThat(servers.log())
                .contains("no ZooKeeper session with localhost:")
                .contains("the KDC gives no ticket for nobody@HOME.ORG with keytab " + keyTab);
    }

    @Test
    void aBrokerWithoutItsLogInDoesNotStart() throws IOException {
        assertThatThrownBy(() -> servers.startBroker(List.of(), List.of())).isInstanceOf(AssertionError.class);

        assertThat(servers.log()).contains("ZooKeeper takes nobody without a SASL log-in");
    }
}
