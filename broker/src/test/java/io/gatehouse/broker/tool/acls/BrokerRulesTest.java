package io.gatehouse.broker.tool.acls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that no client can be made with. */
class BrokerRulesTest {
    private static final String MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";

    @TempDir
    private Path folder;

    private String listWith(String server, String settings) throws IOException {
        Path file = folder.resolve("admin.properties");
        Files.writeString(file, settings);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        int exit = new KafkaAclsMain(new ByteArrayInputStream(new byte[0]), both, both, BrokerRules::connect)
                .run(List.of("--bootstrap-server", server, "--command-config", file.toString(), "--list"));
        assertThat(exit).isEqualTo(1);
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aBrokerThatIsNoAddressIsNamed() throws IOException { // CONFORMANCE AKO-06
        assertThat(listWith("no-port", ""))
                .isEqualTo(
                        "Error while executing ACL command: org.apache.kafka.common.config.ConfigException: Invalid url"
                                + " in bootstrap.servers: no-port\n"
                                + "Check --bootstrap-server and the file of --command-config; the broker's log may say more.\n");
    }

    @Test
    void aStoreThatIsNotThereIsNamed() throws IOException {
        assertThat(listWith("localhost:1", "security.protocol=SSL\nssl.truststore.location=/no/such/store\n"))
                .contains("NoSuchFileException: /no/such/store")
                .doesNotContain("\tat ");
    }

    @Test
    void aLoginModuleThatCannotBeReadIsNotRepeated() throws IOException {
        String said = listWith(
                "localhost:1",
                "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=" + MODULE
                        + " open-sesame username=\"alice\" password=\"open-sesame\";\n");

        assertThat(said).contains("a setting is wrong").doesNotContain("sesame", "\tat ");
    }

    @Test
    void secretsAreThoseOfPasswordsKeysAndLoginModules() {
        assertThat(BrokerRules.tellsSecrets("bad sesame here", Map.of("ssl.key.password", "sesame")))
                .isTrue();
        assertThat(BrokerRules.tellsSecrets("bad MIIEvQ here", Map.of("ssl.keystore.key", "-----BEGIN MIIEvQ")))
                .isTrue();
        assertThat(BrokerRules.tellsSecrets("bad flag 'x1'", Map.of("sasl.jaas.config", MODULE + " x1")))
                .isTrue();
        assertThat(BrokerRules.tellsSecrets("bad flag", Map.of("ssl.key.password", "fl")))
                .isFalse();
        assertThat(BrokerRules.tellsSecrets("no class " + MODULE, Map.of("sasl.jaas.config", MODULE + " required;")))
                .isFalse();
        assertThat(BrokerRules.tellsSecrets("Invalid value 1x", Map.of("retries", "1x")))
                .isFalse();
    }

    @Test
    void aFileOfSettingsThatIsNotThereIsNamed() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);

        int exit = new KafkaAclsMain(new ByteArrayInputStream(new byte[0]), both, both, BrokerRules::connect)
                .run(List.of("--bootstrap-server", "localhost:1", "--command-config", "/no/such/file", "--list"));

        assertThat(exit).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .startsWith("kafka-acls: /no/such/file: no such file (expected: a file of properties)");
    }
}
