package io.gatehouse.broker.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.OtherName;
import io.gatehouse.certs.Pem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrincipalMapMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Instant now = Instant.now();
    private final CertificateAuthority authority =
            CertificateAuthority.create("test", KeyType.EC, Duration.ofDays(10), now, new SecureRandom());

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return PrincipalMapMain.run(
                List.of(arguments), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private String client(OtherName... names) throws IOException {
        Path file = folder.resolve("client.crt");
        Files.write(
                file,
                Pem.certificates(authority
                        .issue(CertificateRequest.client("Payments").withOtherNames(List.of(names)), now)
                        .chain()));
        return file.toString();
    }

    // CONFORMANCE PMR-10.
    @Test
    void rulesAreTriedOnNames() {
        int code = run(
                "test",
                "--rules",
                "RULE:^CN=(.*?),OU=ServiceUsers.*$/$1/,RULE:^CN=(.*?),OU=(.*?),O=(.*?)$/$1@$2/L",
                "--name",
                "CN=serviceuser,OU=ServiceUsers,O=Unknown",
                "--name",
                "CN=adminUser,OU=Admin,O=Unknown",
                "--name",
                "CN=nobody");

        assertThat(out.toString(UTF_8).lines())
                .containsExactly(
                        "CN=serviceuser,OU=ServiceUsers,O=Unknown: User:serviceuser",
                        "CN=adminUser,OU=Admin,O=Unknown: User:adminuser@admin",
                        "CN=nobody: refused; no rule fits CN=nobody (expected: one that does, or DEFAULT as the last)");
        assertThat(code).isEqualTo(3);
    }

    @Test
    void aListenersOwnSettingsCountOnIt() throws IOException {
        Path config = folder.resolve("server.properties");
        Files.writeString(config, """
                ssl.principal.mapping.rules=DEFAULT
                listener.name.mesh.ssl.principal.source=uri
                listener.name.mesh.ssl.principal.mapping.rules=RULE:^spiffe:\\\\/\\\\/example\\\\.org\\\\/(.*)$/$1/
                """);
        String client = client(OtherName.uri("spiffe://example.org/payments"));

        assertThat(run("test", "--config", config.toString(), "--cert", client)).isZero();
        assertThat(run("test", "--config", config.toString(), "--listener", "MESH", "--cert", client))
                .isZero();

        assertThat(out.toString(UTF_8).lines())
                .containsExactly(
                        client + ": User:CN=Payments   (from CN=Payments)",
                        client + ": User:payments   (from spiffe://example.org/payments)");
    }

    // PEERS A15.
    @Test
    void whoHasNoSuchNameOrTwoIsNobody() throws IOException {
        assertThat(run("test", "--source", "uri", "--cert", client())).isEqualTo(3);
        assertThat(run(
                        "test",
                        "--source",
                        "uri",
                        "--cert",
                        client(OtherName.uri("spiffe://a.org/x"), OtherName.uri("spiffe://a.org/y"))))
                .isEqualTo(3);

        assertThat(out.toString(UTF_8)).contains("has 0 URI").contains("has 2 URI");
    }

    @Test
    void mistakesAreSaidInOneSentence() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("test")).isEqualTo(2);
        assertThat(run("test", "--rules", "RULE:foo", "--name", "CN=a")).isEqualTo(1);
        assertThat(run("test", "--source", "phone", "--name", "CN=a")).isEqualTo(1);
        assertThat(run("test", "--cert", folder.resolve("absent").toString())).isEqualTo(1);

        assertThat(err.toString(UTF_8))
                .contains("expected: --cert FILE or --name TEXT")
                .contains("ssl.principal.mapping.rules = RULE:foo")
                .contains("expected: subject, uri, dns or email")
                .contains("expected: a readable file");
    }
}
