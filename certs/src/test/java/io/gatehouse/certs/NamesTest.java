package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names get into certificates, and what comes with them. */
final class NamesTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandRun certs = new CommandRun(folder);

    @BeforeEach
    void anAuthority() {
        certs = new CommandRun(folder);
        certs.quickCa("ca");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "spiffe://",
                "spiffe://Example.org/a",
                "spiffe://example.org/a//b",
                "spiffe://example.org/../b",
                "spiffe://example.org/a?b",
                "spiffe://example.org:1/a",
                "http://a b",
                "urn:x:\u202e"
            })
    void aUriThatIsNoneIsRefused(String uri) {
        assertThatThrownBy(() -> OtherName.uri(uri)).isInstanceOf(CertsException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "a@", "@b", "a@b@c", "\"a b\"@example.org", "a@10.0.0.1", "a@*.example.org", "a\n@b.c"})
    void anAddressThatIsNoneIsRefused(String address) {
        assertThatThrownBy(() -> OtherName.email(address)).isInstanceOf(CertsException.class);
    }

    @Test
    void aClientHasItsUriAndMailAddress() { // PEERS A15
        certs.succeed(
                "issue-client",
                "--ca",
                "@ca",
                "--out",
                "@out",
                "--name",
                "app",
                "--uri",
                "spiffe://example.org/app",
                "--email",
                "app@example.org");
        certs.succeed("inspect", "@out/app.crt");

        assertThat(certs.output()).contains("other names: URI:spiffe://example.org/app, email:app@example.org");
    }

    @Test
    void anIssuingAuthorityVouchesOnlyForWhatItIsPermitted() throws Exception { // attack 38
        certs.succeed(
                "create-issuing-ca",
                "--ca",
                "@ca",
                "--dir",
                "@below",
                "--permit",
                "example.org,10.0.0.0/8,2001:db8::/32");
        String[] issue = {"issue-server", "--ca", "@below", "--out", "@out", "--name", "good", "--host", ""};
        issue[8] = "b.example.org,10.1.2.3,2001:db8::7";
        certs.succeed(issue);
        issue[6] = "bad";
        for (String host : List.of("b.example.com", "192.168.0.1", "::1")) {
            issue[8] = host;
            assertThat(certs.refusal(issue)).contains("may not vouch for", host.contains("::") ? "IP:" : host);
        }

        MemoryHandshake.clientTrusts(certs.certificates("ca/ca.crt"), certs.issued("out/good"), "b.example.org");
        Counterpart.requireOpenssl();
        assertThat(Counterpart.mustOpenssl(
                        folder, "verify -x509_strict -CAfile ca/ca.crt -untrusted out/good.crt out/good.crt"))
                .contains("OK");
        assertThat(Counterpart.mustOpenssl(folder, "x509 -in below/ca.crt -noout -ext nameConstraints"))
                .contains("critical", "DNS:example.org", "IP:10.0.0.0/255.0.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org,10.0.0.0/8", "2001:db8::/32,10.0.0.0/8,example.org"})
    void javasOwnClientsTakeALimitedAuthority(String permitted) throws Exception {
        certs.succeed("create-issuing-ca", "--ca", "@ca", "--dir", "@below", "--permit", permitted);
        certs.succeed(
                "issue-server", "--ca", "@below", "--out", "@out", "--name", "b", "--host", "b.example.org,10.1.2.3");

        MemoryHandshake.clientTrusts(certs.certificates("ca/ca.crt"), certs.issued("out/b"), "b.example.org");
        MemoryHandshake.clientTrusts(certs.certificates("ca/ca.crt"), certs.issued("out/b"), "10.1.2.3");
        try (LoopbackServer server = LoopbackServer.tlsKafka(certs.issued("out/b"))) {
            certs.succeed("check", server.address(), "--ca", "@ca/ca.crt", "--name", "b.example.org");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "2001:db8::/129", "a b", "*.example.org", "10.0.0.1"})
    void whatIsNoLimitIsRefused(String limit) {
        assertThatThrownBy(() -> NameLimits.parse(List.of(limit))).isInstanceOf(CertsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec", "rsa", "ed25519"})
    void everyKindOfKeyOpensWithOpensslAndKeytool(String kind) throws Exception {
        Counterpart.requireOpenssl();
        certs.succeed("create-ca", "--dir", "@root", "--key-type", kind);
        certs.succeed("issue-admin", "--ca", "@root", "--out", "@out", "--key-type", kind, "--jks", "--encrypt-key");

        assertThat(Counterpart.mustOpenssl(
                        folder, "verify -x509_strict -purpose sslclient -CAfile root/ca.crt out/admin.crt"))
                .contains("OK");
        String publicKey = Counterpart.mustOpenssl(folder, "x509 -in out/admin.crt -noout -pubkey");
        assertThat(Counterpart.mustOpenssl(folder, "pkey -in out/admin.key -passin file:out/admin.password -pubout"))
                .isEqualTo(publicKey);
        Counterpart.mustOpenssl(folder, "pkey -in root/ca.key -passin file:root/ca.password -noout");
        Counterpart.mustOpenssl(folder, "pkcs12 -in out/admin.keystore.p12 -passin file:out/admin.password -noout");
        assertThat(Counterpart.mustKeytool(
                        folder, "-list -keystore out/admin.keystore.jks -storepass:file out/admin.password"))
                .contains("Keystore type: JKS", "PrivateKeyEntry");
        assertThat(Counterpart.mustKeytool(
                        folder, "-list -keystore out/admin.truststore.jks -storepass:file out/admin.password"))
                .contains("trustedCertEntry");
    }

    @Test
    void aKeyIsStretchedWithSha512AndACountThatIsHigh() {
        Counterpart.requireOpenssl();
        var key = KeyType.EC.newPair(CommandRun.RANDOM).getPrivate();
        new NewFiles()
                .secret(
                        folder.resolve("k.key"),
                        new KeyEncryption(CommandRun.RANDOM, KeyEncryption.ITERATIONS).pem(key, "pw".toCharArray()))
                .write();

        assertThat(KeyEncryption.ITERATIONS).isGreaterThanOrEqualTo(210_000);
        assertThat(Counterpart.mustOpenssl(folder, "asn1parse -in k.key"))
                .contains("PBES2", "PBKDF2", "hmacWithSHA512", "aes-256-cbc", String.format(":%06X", 210_000));
    }

    @Test
    void theSettingsForEveryProgramNameFilesThatAreThere() throws Exception {
        certs.succeed("issue-admin", "--ca", "@ca", "--out", "@out");
        certs.succeed("issue-zookeeper", "--ca", "@ca", "--out", "@out", "--name", "zk", "--host", "localhost");
        certs.succeed("issue-server", "--ca", "@ca", "--out", "@out", "--name", "b", "--host", "localhost", "--json");
        assertThat(certs.output()).startsWith("{\"files\":{").contains("\"certificate\":{\"subject\":\"CN=b\"");

        for (String file : List.of(
                "admin.properties",
                "admin.librdkafka",
                "admin.python.json",
                "admin.zookeeper-client.properties",
                "zk.zookeeper.properties",
                "b.broker.properties")) {
            String text = Files.readString(folder.resolve("out").resolve(file));
            List<String> named = List.of(text.split("[=\"\n]")).stream()
                    .filter(part -> part.startsWith("/"))
                    .toList();
            assertThat(named)
                    .as(file)
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(path -> assertThat(Path.of(path)).exists());
        }
    }

    @Test
    void inspectShowsListsRequestsKeysAndStores() throws Exception {
        certs.succeed("issue-client", "--ca", "@ca", "--out", "@out", "--name", "app", "--jks");
        certs.succeed("revoke", "--ca", "@ca", "--name", "app", "--reason", "superseded");

        certs.succeed("inspect", "@ca/ca.crl");
        assertThat(certs.output()).contains("revocation list", "number:      1", "6 days left", "SUPERSEDED");
        assertThat(certs.run("inspect", "@ca/ca.crl", "--expires-within", "8")).isEqualTo(3);
        certs.succeed("inspect", "@out/app.key");
        assertThat(certs.output()).contains("private key, EC, not encrypted");
        certs.succeed("inspect", "@out/app.keystore.jks", "--password-file", "@out/app.password");
        assertThat(certs.output()).contains("key with its certificate, alias key", "usage:       digitalSignature");
        Files.write(folder.resolve("app.der"), certs.certificate("out/app.crt").getEncoded());
        certs.succeed("inspect", "@app.der", "--json");
        assertThat(certs.output()).startsWith("[{\"type\":\"certificate\",\"subject\":\"CN=app\"");
    }

    @Test
    void aKeyThatOthersCanReadIsNotUsed() throws Exception { // attack 54
        Files.setPosixFilePermissions(
                folder.resolve("ca/ca.key"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(certs.refusal("issue-client", "--ca", "@ca", "--out", "@out", "--name", "app"))
                .contains("rw-r--r--", "chmod 600");
        assertThat(Pem.readKey(Files.readAllBytes(folder.resolve("ca/ca.key")), Optional.empty(), "k"))
                .isNotNull();
    }

    @Test
    void everyCommandHasAnExample() {
        for (String command : List.of(
                "create-ca",
                "create-issuing-ca",
                "issue-server",
                "issue-zookeeper",
                "issue-client",
                "issue-admin",
                "sign-csr",
                "renew",
                "renew-ca",
                "rotate-ca",
                "finish-rotation",
                "revoke",
                "publish-crl",
                "list",
                "inspect",
                "check")) {
            certs.succeed(command, "--help");
            assertThat(certs.output()).contains("Example:", "certs.sh " + command + " ");
        }
    }
}
