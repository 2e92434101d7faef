package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONFORMANCE GSS-01, GSS-03, GSS-12, GSS-13 and the JAA rows as they are for Kerberos. */
final class GssapiReaderTest {
    private static final String KEY = "listener.name.sasl_plaintext.gssapi.sasl.jaas.config";

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "listeners", "SASL_PLAINTEXT://localhost:9092,PLAINTEXT://localhost:9093",
            "zookeeper.connect", "localhost:2181",
            "allow.plaintext.listeners", "true",
            "allow.unencrypted.zookeeper", "true",
            "allow.unsealed.metadata", "true",
            "allow.no.authorizer", "true",
            "sasl.enabled.mechanisms", "GSSAPI,SCRAM-SHA-512",
            "sasl.kerberos.service.name", "kafka"));

    @TempDir
    Path folder;

    private Path keyTab = Path.of("");

    @BeforeEach
    void aKeytab() throws IOException {
        keyTab = Files.createFile(
                folder.resolve("kafka.keytab"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        settings.put(KEY, line(""));
    }

    private String line(String more) {
        return "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true keyTab=\"" + keyTab
                + "\" principal=\"kafka/h1.example@HOME.ORG\"" + more + ";";
    }

    private Optional<GssapiSettings> legal() {
        return BrokerConfig.parse(settings, Map.of())
                .fold(legal -> legal.config().listeners().get(0).sasl().gssapi(), refused -> {
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
    void theLinesOfKafkasDocumentationAreTakenGss01() {
        GssapiSettings read = legal().orElseThrow();

        assertThat(read.principal()).isEqualTo("kafka/h1.example@HOME.ORG");
        assertThat(read.keyTab()).isEqualTo(keyTab);
        assertThat(read.rules()).containsExactly("DEFAULT");

        settings.put(KEY, line(" serviceName=kafka useTicketCache=false doNotPrompt=true"));
        assertThat(legal()).isPresent();
        settings.remove("sasl.kerberos.service.name");
        assertThat(legal()).isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            useTicketCache=true        | useTicketCache=false: a broker proves itself by its keytab
            debug=true                 | not debug
            tryFirstPass=true          | not tryFirstPass
            serviceName=events         | what the option serviceName in
            """)
    void everyOtherOptionIsAMistake(String option, String expected) {
        settings.put(KEY, line(" " + option));

        assertThat(refused()).contains(KEY).contains(expected).doesNotContain("h1.example");
    }

    @Test
    void whatIsMissingIsNamed() {
        settings.put(KEY, "com.sun.security.auth.module.Krb5LoginModule required;");
        settings.remove("sasl.kerberos.service.name");

        assertThat(refused())
                .contains("the option useKeyTab=true")
                .contains("the option storeKey=true")
                .contains("the option keyTab=\"FILE\"")
                .contains("the option principal=\"service/host@REALM\"")
                .contains("sasl.kerberos.service.name = nothing"); // GSS-03.
    }

    @Test
    void otherModulesAreRefusedAttack287() {
        for (String module : new String[] {
            "com.sun.security.auth.module.JndiLoginModule", "com.sun.security.auth.module.LdapLoginModule",
            "org.apache.kafka.common.security.plain.PlainLoginModule", "com.ibm.security.auth.module.Krb5LoginModule"
        }) {
            settings.put(KEY, module + " required useKeyTab=true;");
            assertThat(refused()).contains(KEY, "the login module com.sun.security.auth.module.Krb5LoginModule");
        }
    }

    @Test
    void aKeytabThatIsNotThereOrOpenToOthersStopsTheStartAttack118() throws IOException {
        Files.setPosixFilePermissions(keyTab, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused()).contains("chmod 600 " + keyTab);

        Files.delete(keyTab);
        assertThat(refused()).contains("a file that this broker may read");
    }

    @Test
    void rulesAreReadAtTheStartGss12() {
        settings.put("sasl.kerberos.principal.to.local.rules", "RULE:[1:$1@$0](.*@A.ORG)s/@.*//,DEFAULT");
        assertThat(legal().orElseThrow().rules()).containsExactly("RULE:[1:$1@$0](.*@A.ORG)s/@.*//", "DEFAULT");

        settings.put("sasl.kerberos.principal.to.local.rules", "RULE:[1:$1](a{1,2}),DEFAULT");
        assertThat(refused())
                .as("GSS-13: the list is split at commas first")
                .contains("sasl.kerberos.principal.to.local.rules", "\"RULE:[1:$1](a{1\"", "a rule has no comma");
    }

    @Test
    void aListenerMayHaveRulesAndAServiceOfItsOwnGss06() {
        settings.put("listener.name.sasl_plaintext.sasl.kerberos.principal.to.local.rules", "RULE:[1:$1]");
        settings.put("listener.name.sasl_plaintext.sasl.kerberos.service.name", "kafka");
        settings.put("sasl.kerberos.service.name", "another");

        assertThat(legal().orElseThrow().rules()).containsExactly("RULE:[1:$1]");
    }

    @Test
    void aServiceNameThatClientsMustNotAskForIsWarnedOfGss04() {
        settings.put("sasl.kerberos.service.name", "events");

        String warnings = BrokerConfig.parse(settings, Map.of())
                .fold(legal -> legal.report().warnings().toString(), refused -> "refused");

        assertThat(warnings).contains("clients have to ask for its service");
    }
}
