package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Java clients with tickets from Kerby's KDC (CONFORMANCE GSS rows). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KerberosIT {
    private KerbyKdc kdc;
    private KerberosBroker broker;
    private Path aliceKeyTab = Path.of("");

    @BeforeAll
    void aBrokerThatTakesTickets(@TempDir Path temporary) throws Exception {
        kdc = new KerbyKdc(temporary);
        aliceKeyTab = kdc.principal("alice");
        broker = KerberosBroker.start(
                temporary.resolve("quickstart"),
                kdc,
                "listener.name.second.sasl.kerberos.principal.to.local.rules=RULE:[1:$1](bob)");
    }

    @AfterAll
    void stop() {
        if (broker != null) {
            broker.close();
        }
        kdc.close();
    }

    private Properties alice(int port, String service) {
        return Kdc.client(broker.transport(), port, service, aliceKeyTab, "alice");
    }

    @Test
    void javaLogsInWithAKeytabGss01() throws Exception {
        try (Canary canary = new Canary(alice(broker.port(), "kafka"))) {
            canary.sings();
        }
        assertThat(broker.log()).contains("detail=\"alice@HOME.ORG\"");
    }

    @Test
    void eachListenerHasAServiceAndRulesOfItsOwnGss04Gss06() throws Exception {
        Properties bob = Kdc.client(broker.transport(), broker.secondPort(), "events", kdc.principal("bob"), "bob");
        ask(bob);

        assertThatThrownBy(() -> ask(alice(broker.secondPort(), "events")))
                .as("no rule for alice")
                .hasRootCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void aTicketForTheOtherListenersServiceDoesNotOpenAttack113() {
        assertThatThrownBy(() -> ask(alice(broker.port(), "events")))
                .rootCause()
                .isInstanceOf(SaslAuthenticationException.class)
                .hasMessageMatching("Authentication failed during authentication due to invalid credentials with SASL"
                        + " mechanism GSSAPI \\(diagnostic id [0-9a-z]+\\)");
    }

    static void ask(Properties client) throws Exception {
        client.put("request.timeout.ms", "20000");
        client.put("default.api.timeout.ms", "20000");
        try (Admin admin = Admin.create(client)) {
            var unused = admin.describeCluster().nodes().get(30, TimeUnit.SECONDS);
        }
    }
}
