package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.zk.ZkKerberos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The login file's section for ZooKeeper (CONFORMANCE JAA-08, JAA-13, JAA-15, ZKS-01 to ZKS-05, XKY-15). */
final class ZooKeeperLogInReaderTest {
    private static final String KERBEROS = "com.sun.security.auth.module.Krb5LoginModule";
    private static final String DIGEST = "org.apache.zookeeper.server.auth.DigestLoginModule";
    private static final String PRINCIPAL = "kafka/b1.example@HOME.ORG";

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "listeners", "PLAINTEXT://localhost:9093",
            "zookeeper.connect", "localhost:2182",
            "zookeeper.ssl.client.enable", "true",
            "allow.plaintext.listeners", "true",
            "allow.unsealed.metadata", "true",
            "allow.no.authorizer", "true"));

    @TempDir
    Path folder;

    private Path file = Path.of("");
    private Path keyTab = Path.of("");

    @BeforeEach
    void filesThatOnlyTheirOwnerReads() throws IOException {
        file = secret("jaas.conf");
        keyTab = secret("kafka.keytab");
        settings.put("zookeeper.ssl.keystore.location", secret("keys.p12").toString());
        settings.put("zookeeper.ssl.keystore.password", "hunter2");
        settings.put("zookeeper.ssl.truststore.location", secret("trust.p12").toString());
        System.setProperty(LoginFile.PROPERTY, file.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(LoginFile.PROPERTY);
        System.clearProperty(ZooKeeperLogInReader.SWITCH);
        System.clearProperty(ZooKeeperLogInReader.SECTION);
        System.clearProperty(ZooKeeperLogInReader.SERVICE);
        System.clearProperty(AllowedModules.NEVER);
    }

    private Path secret(String name) throws IOException {
        return Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void write(String section, String module, String options) throws IOException {
        Files.writeString(file, section + " {\n  " + module + " required " + options + ";\n};\n");
    }

    private String options(String more) {
        return "useKeyTab=true storeKey=true keyTab=\"" + keyTab + "\" principal=\"" + PRINCIPAL + "\"" + more;
    }

    private Optional<ZkKerberos> legal() {
        return BrokerConfig.parse(settings, Map.of())
                .fold(
                        legal -> {
                            assertThat(legal.report().warnings().toString()).doesNotContain("has no effect on this");
                            return legal.config().zooKeeper().kerberos();
                        },
                        refused -> {
                            throw new AssertionError(refused.report());
                        });
    }

    private String refused() {
        return BrokerConfig.parse(settings, Map.of())
                .fold(
                        legal -> {
                            throw new AssertionError("not refused");
                        },
                        refused -> refused.report().toString());
    }

    @Test
    void theSectionOfKafkasDocumentationIsTakenZks01() throws IOException {
        write("Client", KERBEROS, options(" useTicketCache=false doNotPrompt=true serviceName=\"zookeeper\""));

        assertThat(legal()).contains(new ZkKerberos(PRINCIPAL, keyTab, "zookeeper"));
    }

    @Test
    void aPrincipalWithoutHostAndRealmIsOneToo() throws IOException {
        write("Client", KERBEROS, options("").replace(PRINCIPAL, "kafka"));

        assertThat(legal()).contains(new ZkKerberos("kafka", keyTab, "zookeeper"));
    }

    @Test
    void whoStartsTheProcessNamesSectionAndServiceZks02Zks03() throws IOException {
        System.setProperty(ZooKeeperLogInReader.SECTION, "ZkClient");
        System.setProperty(ZooKeeperLogInReader.SERVICE, "zk");
        write("ZkClient", KERBEROS, options(""));
        assertThat(legal()).contains(new ZkKerberos(PRINCIPAL, keyTab, "zk"));

        write("Client", KERBEROS, options(""));
        assertThat(refused()).contains(ZooKeeperLogInReader.SECTION + " = ZkClient");

        write("ZkClient", KERBEROS, options(" serviceName=zookeeper"));
        assertThat(refused()).contains("serviceName=\"zk\"");

        System.setProperty(ZooKeeperLogInReader.SERVICE, "zk/h1");
        assertThat(refused()).contains(ZooKeeperLogInReader.SERVICE + " = zk/h1");
    }

    @Test
    void aSectionAndASwitchThatIsOffContradictEachOtherZks04() throws IOException {
        System.setProperty(ZooKeeperLogInReader.SWITCH, "false");
        write("Client", KERBEROS, options(""));
        assertThat(refused()).contains("section Client of " + file).contains("-Dzookeeper.sasl.client=false");

        write("KafkaServer", KERBEROS, options(""));
        assertThat(legal()).isEmpty();

        System.setProperty(ZooKeeperLogInReader.SWITCH, "off");
        assertThat(refused()).contains("zookeeper.sasl.client = off").contains("true or false");
    }

    @Test
    void withoutTheSectionThereIsNoLogInZks05() throws IOException {
        write("KafkaServer", KERBEROS, options(""));
        assertThat(legal()).isEmpty();

        System.clearProperty(LoginFile.PROPERTY);
        assertThat(legal()).isEmpty();
    }

    @Test
    void digestIsRefusedWithItsReason() throws IOException {
        write("Client", DIGEST, "username=\"kafka\" password=\"wonder\"");

        assertThat(refused())
                .contains("section Client of " + file)
                .contains("DIGEST-MD5 is not spoken")
                .contains("the certificate proves this broker")
                .doesNotContain("wonder");
    }

    @Test
    void noOtherModuleIsEverLoadedJaa13() throws IOException {
        write("Client", "com.sun.security.auth.module.JndiLoginModule", "a=\"wonder\"");
        assertThat(refused()).contains("not com.sun.security.auth.module.JndiLoginModule");

        write("Client", KERBEROS, options(";\n  " + KERBEROS + " required " + options("")));
        assertThat(refused()).contains("one login module; there are 2");

        write("Client", KERBEROS, options(""));
        System.setProperty(AllowedModules.NEVER, KERBEROS);
        assertThat(refused()).contains("another login module than " + KERBEROS);
    }

    @Test
    void kerberosIsASecondProofAndNotTheOnlyOne() throws IOException {
        write("Client", KERBEROS, options(""));
        settings.keySet().removeIf(key -> key.startsWith("zookeeper.ssl."));
        settings.put("allow.unencrypted.zookeeper", "true");

        assertThat(refused())
                .contains("zookeeper.ssl.client.enable")
                .contains("Kerberos protects nothing of what follows the log-in");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "useTicketCache=false, useTicketCache=true, useTicketCache=false",
        "useTicketCache=false, debug=true, not debug",
        "storeKey=true, doNotPrompt=true, the option storeKey=true",
        "principal=, principal2=, the option principal",
        "kafka/b1, kafka/b1/x, name@REALM or name/host@REALM",
        ".keytab, .gone, a file that this broker may read"
    })
    void anOptionThatIsNotHonouredIsAMistake(String from, String to, String expected) throws IOException {
        write("Client", KERBEROS, options(" useTicketCache=false").replace(from, to));

        assertThat(refused()).contains("section Client of " + file).contains(expected);
    }

    @Test
    void aKeytabThatEverybodyReadsIsRefused() throws IOException {
        write("Client", KERBEROS, options(""));
        Files.setPosixFilePermissions(keyTab, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(refused()).contains("chmod 600 " + keyTab);
    }
}
