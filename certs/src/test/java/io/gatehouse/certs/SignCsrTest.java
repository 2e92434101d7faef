package io.gatehouse.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignCsrTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandRun certs = new CommandRun(folder);

    @BeforeEach
    void anAuthority() {
        certs = new CommandRun(folder);
        certs.quickCa("ca");
    }

    @Test
    void aRequestOfOpensslIsSignedAndVerifiedByIt() throws Exception {
        Counterpart.requireOpenssl();
        Counterpart.mustOpenssl(
                folder,
                "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout b.key -out b.csr -subj /CN=broker-7"
                        + " -addext subjectAltName=DNS:broker-7.example.org,IP:10.0.0.7"
                        + " -addext basicConstraints=critical,CA:TRUE -addext extendedKeyUsage=codeSigning");

        certs.succeed("sign-csr", "--ca", "@ca", "--for", "server", "--out", "@out", "--accept-names", "@b.csr");

        assertThat(certs.output())
                .contains("subject:     CN=broker-7", "broker-7.example.org, 10.0.0.7")
                .contains("and, ignored: extension basicConstraints, extension extendedKeyUsage");
        assertThat(Counterpart.mustOpenssl(
                        folder, "verify -x509_strict -purpose sslserver -CAfile ca/ca.crt out/broker-7.crt"))
                .contains("OK");
        X509Certificate signed = certs.certificate("out/broker-7.crt");
        assertThat(signed.getBasicConstraints()).isEqualTo(-1);
        assertThat(signed.getExtendedKeyUsage()).doesNotContain("1.3.6.1.5.5.7.3.3");
        String ours = Counterpart.mustOpenssl(folder, "x509 -in out/broker-7.crt -noout -pubkey");
        assertThat(ours).isEqualTo(Counterpart.mustOpenssl(folder, "pkey -in b.key -pubout"));
        certs.succeed("list", "--ca", "@ca");
        assertThat(certs.output()).contains("CN=broker-7");
    }

    @Test
    void aRequestOfKeytoolIsSignedAndImportedByIt() throws Exception {
        Counterpart.mustKeytool(
                folder,
                "-genkeypair -keystore k.p12 -storepass secret-1 -alias k -keyalg RSA -dname CN=ignored -validity 10");
        Counterpart.mustKeytool(folder, "-certreq -keystore k.p12 -storepass secret-1 -alias k -file k.csr");

        certs.succeed(
                "sign-csr",
                "--ca",
                "@ca",
                "--for",
                "client",
                "--out",
                "@out",
                "--name",
                "app",
                "--uri",
                "spiffe://example.org/app",
                "@k.csr");

        Counterpart.mustKeytool(
                folder, "-importcert -noprompt -keystore k.p12 -storepass secret-1 -alias root -file ca/ca.crt");
        Counterpart.mustKeytool(folder, "-importcert -keystore k.p12 -storepass secret-1 -alias k -file out/app.crt");
        assertThat(Counterpart.mustKeytool(folder, "-list -v -keystore k.p12 -storepass secret-1 -alias k"))
                .contains("Certificate chain length: 2", "Owner: CN=app", "spiffe://example.org/app")
                .doesNotContain("CN=ignored");
    }

    @Test
    void namesAreTakenOnlyWhenSomebodySaysSo() throws Exception {
        write("admin.csr", request("CN=admin", ec(), names(new GeneralName(GeneralName.dNSName, "evil.example.org"))));

        assertThat(certs.refusal("sign-csr", "--ca", "@ca", "--for", "client", "--out", "@out", "@admin.csr"))
                .contains("--accept-names");
        assertThat(certs.output()).contains("CN=admin", "evil.example.org");
        assertThat(folder.resolve("out")).doesNotExist();

        certs.succeed("sign-csr", "--ca", "@ca", "--for", "client", "--out", "@out", "--name", "app", "@admin.csr");
        assertThat(certs.certificate("out/app.crt").getSubjectX500Principal().getName())
                .isEqualTo("CN=app");
        assertThat(certs.certificate("out/app.crt").getSubjectAlternativeNames())
                .isNull();
        assertThat(certs.refusal(
                        "sign-csr", "--ca", "@ca", "--for", "client", "--out", "@out", "--name", "app", "@admin.csr"))
                .contains("exists already", "--force");
    }

    @Test
    void whoDoesNotHoldTheKeyGetsNothing() throws Exception {
        KeyPair mine = ec();
        KeyPair yours = ec();
        PKCS10CertificationRequest stolen = new JcaPKCS10CertificationRequestBuilder(
                        new X500Name("CN=app"), yours.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(mine.getPrivate()));

        assertThatThrownBy(() -> SigningRequest.read(stolen.getEncoded(), "stolen"))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("not signed with its own key");
    }

    @Test
    void weakKeysAreRefused() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        byte[] weak = request("CN=app", rsa.generateKeyPair(), new GeneralName[0]);

        assertThatThrownBy(() -> SigningRequest.read(weak, "weak"))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("RSA 1024")
                .hasMessageContaining("2048");
    }

    @Test
    void floodsAreBounded() throws Exception {
        GeneralName[] many = IntStream.range(0, 101)
                .mapToObj(i -> new GeneralName(GeneralName.dNSName, "h" + i + ".example.org"))
                .toArray(GeneralName[]::new);
        byte[] flood = request("CN=app", ec(), many);

        assertThatThrownBy(() -> SigningRequest.read(flood, "flood")).hasMessageContaining("at most 100");
        assertThatThrownBy(() -> SigningRequest.read(new byte[65_537], "flood")).hasMessageContaining("65536");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CN=a,CN=b", "CN=a+CN=b"})
    void twoCommonNamesAreAmbiguous(String subject) throws Exception {
        byte[] twice = request(subject, ec(), new GeneralName[0]);

        assertThatThrownBy(() -> SigningRequest.read(twice, "twice"))
                .isInstanceOf(CertsException.class)
                .hasMessageContaining("more than one CN");
    }

    @Test
    void hostileNamesAreRefusedAndShownHarmless() throws Exception {
        write("nul.csr", request("CN=app", ec(), names(new GeneralName(GeneralName.dNSName, "a.org\u0000.evil.org"))));
        write("esc.csr", request("CN=\u001b[2Japp", ec(), new GeneralName[0]));

        assertThat(certs.refusal(
                        "sign-csr", "--ca", "@ca", "--for", "client", "--out", "@out", "--accept-names", "@nul.csr"))
                .doesNotContain("\u0000");
        assertThat(certs.run(
                        "sign-csr", "--ca", "@ca", "--for", "client", "--out", "@out", "--accept-names", "@esc.csr"))
                .isEqualTo(1);
        assertThat(certs.output() + certs.errors()).doesNotContain("\u001b");
    }

    @Test
    void aRequestThatIsCutOrChangedIsRefusedInOneSentence() throws Exception {
        byte[] good = request("CN=app", ec(), names(new GeneralName(GeneralName.dNSName, "a.example.org")));

        for (int i = 0; i < good.length; i++) {
            byte[] cut = Arrays.copyOf(good, i);
            assertThatThrownBy(() -> SigningRequest.read(cut, "cut")).isInstanceOf(CertsException.class);
            for (int value : new int[] {0, 0xff}) {
                byte[] changed = good.clone();
                changed[i] = (byte) value;
                if (!Arrays.equals(changed, good)) {
                    refusedOrHarmless(changed);
                }
            }
        }
    }

    /** ECDSA has two signatures for one text, and the outer lengths have other spellings: nothing that is signed changes. */
    private static void refusedOrHarmless(byte[] changed) {
        try {
            SigningRequest read = SigningRequest.read(changed, "changed");
            assertThat(read.commonName()).contains("app");
        } catch (CertsException e) {
            assertThat(e.getMessage()).startsWith("changed ");
        }
    }

    @Test
    void whatIsNoRequestIsSaid() throws Exception {
        Files.writeString(folder.resolve("empty"), "");
        Files.writeString(
                folder.resolve("noise"),
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n");

        for (String file : new String[] {"@empty", "@noise", "@ca/ca.crt"}) {
            certs.refusal("sign-csr", "--ca", "@ca", "--for", "client", "--out", "@out", "--name", "a", file);
        }
        assertThatCode(() -> SigningRequest.read(request("CN=app", ec(), new GeneralName[0]), "fine"))
                .doesNotThrowAnyException();
    }

    private void write(String name, byte[] request) throws Exception {
        Files.writeString(
                folder.resolve(name),
                "-----BEGIN CERTIFICATE REQUEST-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(request)
                        + "\n-----END CERTIFICATE REQUEST-----\n");
    }

    private static KeyPair ec() {
        return KeyType.EC.newPair(CommandRun.RANDOM);
    }

    private static GeneralName[] names(GeneralName... names) {
        return names;
    }

    private static byte[] request(String subject, KeyPair pair, GeneralName[] names) throws Exception {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        if (names.length > 0) {
            extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        String algorithm = KeyType.of(pair.getPrivate().getAlgorithm()).signature();
        return new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()))
                .getEncoded();
    }
}
