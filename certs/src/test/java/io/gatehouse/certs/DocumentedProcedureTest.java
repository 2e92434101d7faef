package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way to certificates that Kafka's users know: key and request by keytool, an authority by {@code openssl ca}, import
 * by keytool. What it makes opens here, is judged well here, and our own files open with those programs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DocumentedProcedureTest {
    private static final String PASSWORD = "test-1234";
    private static final String AUTHORITY = """
            [ ca ]
            default_ca = CA_default
            [ CA_default ]
            base_dir = .
            certificate = $base_dir/cacert.pem
            private_key = $base_dir/cakey.pem
            new_certs_dir = $base_dir
            database = $base_dir/index.txt
            serial = $base_dir/serial.txt
            default_days = 1000
            default_crl_days = 30
            default_md = sha256
            preserve = no
            x509_extensions = ca_extensions
            email_in_dn = no
            copy_extensions = copy
            [ req ]
            default_bits = 4096
            default_keyfile = cakey.pem
            distinguished_name = ca_distinguished_name
            x509_extensions = ca_extensions
            string_mask = utf8only
            prompt = no
            [ ca_distinguished_name ]
            countryName = DE
            organizationName = Documented
            commonName = Documented CA
            [ ca_extensions ]
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid:always, issuer
            basicConstraints = critical, CA:true
            keyUsage = keyCertSign, cRLSign
            [ signing_policy ]
            countryName = optional
            stateOrProvinceName = optional
            localityName = optional
            organizationName = optional
            organizationalUnitName = optional
            commonName = supplied
            emailAddress = optional
            [ signing_req ]
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid,issuer
            basicConstraints = CA:FALSE
            keyUsage = digitalSignature, keyEncipherment
            """;

    private Path folder = Path.of("");

    private CommandRun certs = new CommandRun(folder);
    private String shown = "";

    @BeforeAll
    void theProcedure(@TempDir Path temporary) throws Exception {
        Counterpart.requireOpenssl();
        folder = temporary;
        certs = new CommandRun(folder);
        Files.writeString(folder.resolve("store.password"), PASSWORD + "\n");
        // CAP-01 and CAP-02: a PKCS#12 file that is called .jks, and a request that names the hosts.
        keytool("-keystore server.keystore.jks -alias localhost -validity 365 -genkey -keyalg RSA -storetype pkcs12"
                + " -dname CN=localhost -ext SAN=DNS:localhost,IP:127.0.0.1");
        keytool("-keystore server.keystore.jks -alias localhost -certreq -file server.csr"
                + " -ext SAN=DNS:localhost,IP:127.0.0.1");
        // CAP-03: an authority of one's own. 2,048 bits instead of 4,096: the test shall be quick.
        Files.writeString(folder.resolve("openssl-ca.cnf"), AUTHORITY);
        Files.writeString(folder.resolve("serial.txt"), "01\n");
        Files.writeString(folder.resolve("index.txt"), "");
        Counterpart.mustOpenssl(
                folder,
                "req -x509 -config openssl-ca.cnf -newkey rsa:2048 -sha256 -nodes -out cacert.pem -outform PEM");
        // CAP-04: trust stores for both sides.
        keytool("-keystore client.truststore.jks -alias CARoot -import -file cacert.pem -noprompt");
        keytool("-keystore server.truststore.jks -alias CARoot -import -file cacert.pem -noprompt");
        // CAP-05: signed by openssl ca, and imported under the same alias.
        Counterpart.mustOpenssl(
                folder,
                "ca -batch -config openssl-ca.cnf -policy signing_policy -extensions signing_req -out server.crt"
                        + " -infiles server.csr");
        keytool("-keystore server.keystore.jks -alias CARoot -import -file cacert.pem -noprompt");
        keytool("-keystore server.keystore.jks -alias localhost -import -file server.crt -noprompt");
        certs.pass(Duration.ofMinutes(10)); // The clock of the test stood still meanwhile.
        // CAP-06
        shown = Counterpart.mustOpenssl(folder, "x509 -in server.crt -text -noout");
    }

    private void keytool(String arguments) {
        Counterpart.mustKeytool(folder, arguments + " -storepass " + PASSWORD);
    }

    private KeyStore.PrivateKeyEntry entry(String type, String file) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        try (var in = Files.newInputStream(folder.resolve(file))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return (KeyStore.PrivateKeyEntry)
                store.getEntry("localhost", new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
    }

    @Test
    void aPkcs12StoreThatIsCalledJksOpensAsBoth() throws Exception { // CONFORMANCE CAP-01, TLS-21
        assertThat(KeyStores.of(Files.readAllBytes(folder.resolve("server.keystore.jks"))))
                .contains(KeyStores.PKCS12);
        assertThat(entry("PKCS12", "server.keystore.jks").getPrivateKey().getAlgorithm())
                .isEqualTo("RSA");
        assertThat(entry("JKS", "server.keystore.jks").getCertificate())
                .isEqualTo(entry("PKCS12", "server.keystore.jks").getCertificate());
    }

    @Test
    void theHostsOfTheRequestAreInTheCertificate() throws Exception { // CONFORMANCE CAP-02, CAP-06
        X509Certificate server =
                (X509Certificate) entry("PKCS12", "server.keystore.jks").getCertificate();

        assertThat(server.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyInAnyOrder("localhost", "127.0.0.1");
        assertThat(shown).contains("DNS:localhost, IP Address:127.0.0.1");
    }

    @Test
    void theAuthorityIsARootThatIsTrusted() throws Exception { // CONFORMANCE CAP-03, CAP-04
        for (String store : List.of("client.truststore.jks", "server.truststore.jks")) {
            byte[] bytes = Files.readAllBytes(folder.resolve(store));
            List<KeyStores.Entry> entries =
                    KeyStores.of(bytes).orElseThrow().read(bytes, PASSWORD.toCharArray(), store);
            assertThat(entries).singleElement().satisfies(entry -> {
                assertThat(entry.key()).isFalse();
                assertThat(entry.certificates()).isEqualTo(certs.certificates("cacert.pem"));
            });
        }
        assertThat(certs.certificate("cacert.pem").getBasicConstraints()).isGreaterThanOrEqualTo(0);
    }

    @Test
    void theImportCompletesTheChain() throws Exception { // CONFORMANCE CAP-05, TLS-33
        var entry = entry("PKCS12", "server.keystore.jks");

        assertThat(entry.getCertificateChain()).hasSize(2);
        assertThat(entry.getCertificateChain()[1]).isEqualTo(certs.certificate("cacert.pem"));
        assertThat(Counterpart.mustOpenssl(folder, "verify -CAfile cacert.pem server.crt"))
                .contains("OK");
    }

    @Test
    void aServerWithThatStoreIsJudgedWell() throws Exception { // CONFORMANCE CAP-07, CAP-08
        byte[] bytes = Files.readAllBytes(folder.resolve("server.keystore.jks"));
        Issued server = KeyStores.PKCS12.readKey(bytes, PASSWORD.toCharArray(), "server.keystore.jks");
        try (LoopbackServer port = LoopbackServer.tlsKafka(server)) {
            certs.succeed(
                    "check",
                    port.address(),
                    "--truststore",
                    "@client.truststore.jks",
                    "--truststore-password-file",
                    "@store.password");
            String handshake = Counterpart.mustOpenssl(
                    folder, "s_client -connect " + port.address() + " -tls1_2 -CAfile cacert.pem -verify_return_error");
            assertThat(handshake).contains("Verify return code: 0 (ok)", "subject=CN = localhost");
        }
        MemoryHandshake.clientTrusts(certs.certificates("cacert.pem"), server, "localhost");
    }

    @Test
    void aClientWithAKeyMadeTheSameWayIsTaken() throws Exception { // CONFORMANCE CAP-09
        keytool("-keystore client.keystore.jks -alias client -validity 365 -genkey -keyalg RSA -storetype pkcs12"
                + " -dname CN=client");
        keytool("-keystore client.keystore.jks -alias client -certreq -file client.csr");
        Counterpart.mustOpenssl(
                folder,
                "ca -batch -config openssl-ca.cnf -policy signing_policy -extensions signing_req -out client.crt"
                        + " -infiles client.csr");
        keytool("-keystore client.keystore.jks -alias CARoot -import -file cacert.pem -noprompt");
        keytool("-keystore client.keystore.jks -alias client -import -file client.crt -noprompt");
        byte[] bytes = Files.readAllBytes(folder.resolve("server.keystore.jks"));
        Issued server = KeyStores.PKCS12.readKey(bytes, PASSWORD.toCharArray(), "server.keystore.jks");

        try (LoopbackServer port = LoopbackServer.tls(
                server,
                certs.certificates("cacert.pem"),
                LoopbackServer.ClientAuth.NEEDED,
                LoopbackServer::answerAsKafka,
                "TLSv1.3")) {
            certs.succeed(
                    "check",
                    port.address(),
                    "--ca",
                    "@cacert.pem",
                    "--keystore",
                    "@client.keystore.jks",
                    "--keystore-password-file",
                    "@store.password");
        }
    }

    @Test
    void thePropertiesThatWeWriteNameTheSameKeysAsTheDocumentation() throws Exception { // CONFORMANCE CAP-08, CAP-09
        certs.quickCa("ca");
        certs.succeed("issue-client", "--ca", "@ca", "--out", "@ours", "--name", "app");
        Properties client = new Properties();
        try (var in = Files.newInputStream(folder.resolve("ours/app.properties"))) {
            client.load(in);
        }

        assertThat(client.stringPropertyNames())
                .containsExactlyInAnyOrder(
                        "security.protocol",
                        "ssl.keystore.type",
                        "ssl.keystore.location",
                        "ssl.keystore.password",
                        "ssl.truststore.type",
                        "ssl.truststore.location",
                        "ssl.truststore.password");
    }
}
