package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The policy as a whole over the admin endpoint of a running broker, and what Kafka's clients see of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PolicyEndpointIT {
    private static final char[] STORE_PASSWORD = "for-the-test".toCharArray();
    private static final String PASSWORD = "a-canary-of-the-policy";

    private final int adminPort = QuickstartProcess.freePorts();
    private Path folder;
    private SeparateServers servers;

    private record Answer(int status, JsonNode json) {}

    @BeforeAll
    void aBrokerWithAnAdminEndpoint(@TempDir Path temporary) throws Exception {
        folder = temporary.resolve("quickstart");
        servers = SeparateServers.prepare(folder);
        startBroker();
        Administrators people = new Administrators(folder, servers.made(), "localhost:" + adminPort);
        people.certify("operator");
        people.certify("stranger");
        try (Admin admin = Admin.create(servers.administrator())) {
            admin.createAcls(List.of(
                            rule(AclOperation.DESCRIBE),
                            rule(AclOperation.DESCRIBE_CONFIGS),
                            rule(AclOperation.ALTER),
                            rule(AclOperation.ALTER_CONFIGS)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private void startBroker() throws Exception {
        servers.startBroker(
                "sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN", "admin.listener=https://localhost:" + adminPort);
        StrangersIT.await("the admin endpoint is there", this::endpointOpen);
    }

    /** It takes its address a moment after the doors of Kafka's clients. */
    private boolean endpointOpen() {
        try (Socket probe = new Socket("localhost", adminPort)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static AclBinding rule(AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL),
                new AccessControlEntry("User:CN=operator", "*", operation, AclPermissionType.ALLOW));
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    private Answer ask(String who, String method, String body) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(identity(who))
                .build();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + adminPort + "/v1/policy"));
        request.method(
                method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), new ObjectMapper().readTree(response.body()));
    }

    private SSLContext identity(String who) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(folder.resolve(who + ".p12").toFile(), STORE_PASSWORD), STORE_PASSWORD);
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        try (InputStream authority = Files.newInputStream(servers.made().authority())) {
            authorities.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(authority));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private Answer apply(String members) throws Exception {
        String revision = ask("operator", "GET", "").json().path("revision").asText();
        return ask("operator", "POST", "{\"revision\":\"" + revision + "\"," + members + "}");
    }

    @Test
    void aPolicyIsSeenByKafkasClientsAndSurvivesTheBroker() throws Exception {
        Answer applied = apply("\"plan\":\"00000000deadbeef\",\"rules\":{\"add\":[" + topicRule("policy-orders") + "]},"
                + "\"quotas\":[{\"user\":\"policied\",\"limits\":{\"producer_byte_rate\":{\"to\":1048576}}}],"
                + "\"credentials\":{\"add\":[{\"user\":\"policied\",\"mechanism\":\"SCRAM-SHA-512\",\"password\":\""
                + PASSWORD + "\"}]}");
        assertThat(applied.status()).as(applied.json().toString()).isEqualTo(200);

        try (Admin admin = Admin.create(servers.administrator())) {
            assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get(60, TimeUnit.SECONDS))
                    .anyMatch(binding -> binding.pattern().name().equals("policy-orders"));
            assertThat(admin.describeClientQuotas(ClientQuotaFilter.all())
                            .entities()
                            .get(60, TimeUnit.SECONDS))
                    .containsEntry(
                            new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "policied")),
                            Map.of("producer_byte_rate", 1048576.0));
        }
        Intruder intruder = new Intruder(servers.made());
        LoggedIn.as(intruder.behindTls(), "policied", PASSWORD).close();
        assertThat(servers.log())
                .contains("event=\"policy\" outcome=\"applied\" by=\"User:CN=operator\"", "plan=\"00000000deadbeef\"")
                .doesNotContain(PASSWORD);

        servers.kill();
        startBroker();

        assertThat(ask("operator", "GET", "").json().path("revision"))
                .isEqualTo(applied.json().path("revision"));
        LoggedIn.as(intruder.behindTls(), "policied", PASSWORD).close();
    }

    @Test
    void aPlanIsLongerThanOtherRequestsMayBe() throws Exception {
        String rules = IntStream.range(0, 600)
                .mapToObj(i -> topicRule("policy-many-" + i))
                .collect(Collectors.joining(","));
        assertThat(rules.length()).isGreaterThan(80_000);

        Answer added = apply("\"rules\":{\"add\":[" + rules + "]}");
        assertThat(added.status()).as(added.json().toString()).isEqualTo(200);
        Answer removed = apply("\"rules\":{\"remove\":[" + rules + "]}");

        assertThat(removed.status()).as(removed.json().toString()).isEqualTo(200);
        assertThat(ask("operator", "GET", "").json().path("rules").toString()).doesNotContain("policy-many-");
    }

    @Test
    void aStrangerSeesNoPolicyAndChangesNone() throws Exception {
        assertThat(ask("stranger", "GET", "").status()).isEqualTo(403);
        assertThat(ask("stranger", "POST", "{\"revision\":\"" + "0".repeat(64) + "\"}")
                        .status())
                .isEqualTo(403);
    }

    private static String topicRule(String name) {
        return "{\"permission\":\"Allow\",\"principal\":\"User:policied\",\"host\":\"*\",\"operation\":\"Read\","
                + "\"resource\":\"Topic\",\"pattern\":\"Literal\",\"name\":\"" + name + "\"}";
    }
}
