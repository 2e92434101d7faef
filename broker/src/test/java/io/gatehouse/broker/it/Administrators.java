package io.gatehouse.broker.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.broker.tool.admin.AdminTools;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Pkcs12;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** People with certificates of the cluster's authority, and the command lines that ask a broker's admin endpoint. */
record Administrators(Path folder, QuickstartProcess made, String brokers) {
    private static final String PASSWORD = "for-the-test";

    record Outcome(int code, String out, String err) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    /** Makes {@code NAME.properties}, a client's with a certificate for CN=NAME. */
    void certify(String name) throws IOException {
        Path store = folder.resolve(name + ".p12");
        Files.write(
                store,
                Pkcs12.keyStore(
                        made.signer().issue(CertificateRequest.client(name), Instant.now()), PASSWORD.toCharArray()));
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                folder.resolve(name + ".properties"),
                String.join(
                        "\n",
                        "ssl.keystore.type=PKCS12",
                        "ssl.keystore.location=" + store,
                        "ssl.keystore.password=" + PASSWORD,
                        "ssl.truststore.type=PEM",
                        "ssl.truststore.location=" + made.authority(),
                        ""));
    }

    /** As {@link #certify}, for somebody who may do this with the cluster. */
    void appoint(Admin admin, String name, AclOperation... operations) throws Exception {
        certify(name);
        admin.createAcls(Stream.of(operations)
                        .map(operation -> new AclBinding(
                                new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL),
                                new AccessControlEntry("User:CN=" + name, "*", operation, AclPermissionType.ALLOW)))
                        .toList())
                .all()
                .get(60, TimeUnit.SECONDS);
    }

    /** Runs {@code bin/gatehouse TOOL ...} in this process, with nobody there to say yes. */
    Outcome run(String who, String tool, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--admin",
                brokers,
                "--config",
                folder.resolve(who + ".properties").toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = AdminTools.run(
                tool,
                all,
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
