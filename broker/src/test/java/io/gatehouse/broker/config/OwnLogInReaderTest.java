package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a broker logs in to others, by the settings (CONFORMANCE CFG-053, JAA-07, JAA-09, JAA-12, JAA-15, PLN-03). */
final class OwnLogInReaderTest {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String MECHANISM = "sasl.mechanism.inter.broker.protocol";

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "listeners", "SASL_PLAINTEXT://localhost:9092,BROKERS://localhost:9094",
            "listener.security.protocol.map", "SASL_PLAINTEXT:SASL_PLAINTEXT,BROKERS:SASL_PLAINTEXT",
            "inter.broker.listener.name", "BROKERS",
            "zookeeper.connect", "localhost:2181",
            "allow.plaintext.listeners", "true",
            "allow.unencrypted.zookeeper", "true",
            "allow.unsealed.metadata", "true",
            "allow.no.authorizer", "true",
            "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512"));

    private Optional<OwnLogIn> legal() {
        return BrokerConfig.parse(settings, Map.of())
                .fold(legal -> legal.config().ownLogIn(), refused -> {
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

    private void line(String mechanism, String line) {
        settings.put(MECHANISM, mechanism);
        settings.put(
                "listener.name.brokers." + mechanism.toLowerCase(java.util.Locale.ROOT) + ".sasl.jaas.config", line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"})
    void userAndPasswordStandInTheLoginModuleOfTheMechanism(String mechanism) {
        line(
                mechanism,
                (mechanism.equals("PLAIN") ? PLAIN : SCRAM) + " required username=\"broker\" password=\"hunter2\";");

        OwnLogIn.Password logIn = (OwnLogIn.Password) legal().orElseThrow();

        assertThat(logIn.mechanism()).isEqualTo(mechanism);
        assertThat(logIn.user()).isEqualTo("broker");
        assertThat(logIn.password().sameAs(Secret.ofText("hunter2"))).isTrue();
        assertThat(logIn.judgedElsewhere()).isFalse();
        assertThat(logIn.toString()).doesNotContain("hunter2");
    }

    @Test
    void aListenerWithoutSaslNeedsNone() {
        settings.put("listener.security.protocol.map", "SASL_PLAINTEXT:SASL_PLAINTEXT,BROKERS:PLAINTEXT");

        assertThat(legal()).isEmpty();
    }

    /** PLN-03: every broker takes orders from itself too. */
    @ParameterizedTest
    @CsvSource({"user_broker=\"hunter2\", true", "user_broker=\"other\", false", "user_alice=\"hunter2\", false"})
    void whereTheSettingsListThePlainUsersTheBrokerIsAmongThem(String users, boolean legal) {
        line("PLAIN", PLAIN + " required username=\"broker\" password=\"hunter2\" " + users + ";");

        if (legal) {
            assertThat(((OwnLogIn.Password) legal().orElseThrow()).judgedElsewhere())
                    .isTrue();
        } else {
            assertThat(refused())
                    .contains("the option user_broker with the same password")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void anotherMechanismThanTheListenersIsAMistakeJaa12() {
        settings.put("listener.name.brokers.sasl.enabled.mechanisms", "SCRAM-SHA-512");
        line("SCRAM-SHA-256", SCRAM + " required username=\"broker\" password=\"hunter2\";");

        assertThat(refused())
                .contains(MECHANISM + " = SCRAM-SHA-256 (expected: one of the mechanisms [SCRAM-SHA-512] of listener"
                        + " BROKERS")
                .doesNotContain("hunter2");
    }

    @Test
    void withoutALoginModuleTheStartSaysWhereItWasLookedForJaa07() {
        settings.put(MECHANISM, "SCRAM-SHA-512");

        assertThat(refused())
                .contains("listener.name.brokers.scram-sha-512.sasl.jaas.config = nothing (expected: " + SCRAM
                        + " required username=\"...\" password=\"...\";")
                .contains("brokers.KafkaServer and KafkaServer either, since -Djava.security.auth.login.config is not");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "username=\"broker\"", "password=\"hunter2\"", "username=\"\" password=\"hunter2\""})
    void halfALogInIsAMistake(String options) {
        line("SCRAM-SHA-512", SCRAM + " required " + options + ";");

        assertThat(refused()).contains("the options username and password").doesNotContain("hunter2");
    }

    @Test
    void byKerberosTheKeytabOfTheListenerServesBothWays(@TempDir Path folder) throws IOException {
        Path keyTab = Files.createFile(
                folder.resolve("kafka.keytab"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        settings.put("listener.name.brokers.sasl.enabled.mechanisms", "GSSAPI");
        settings.put("sasl.kerberos.service.name", "kafka");
        settings.put(
                "listener.name.brokers.gssapi.sasl.jaas.config",
                "com.sun.security.auth.module.Krb5LoginModule" + " required useKeyTab=true storeKey=true keyTab=\""
                        + keyTab + "\" principal=\"kafka/h@HOME.ORG\";");

        assertThat(((OwnLogIn.Ticket) legal().orElseThrow()).kerberos())
                .isEqualTo(new GssapiSettings("kafka/h@HOME.ORG", keyTab, "kafka", java.util.List.of("DEFAULT")));
    }
}
