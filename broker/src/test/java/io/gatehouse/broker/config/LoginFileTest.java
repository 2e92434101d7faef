package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The login file of the process (CONFORMANCE JAA-01, 02, 03, 05, 07, 13, 15 and MEC-01). */
final class LoginFileTest {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String KERBEROS = "com.sun.security.auth.module.Krb5LoginModule";

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "listeners", "SASL_PLAINTEXT://localhost:9092,OTHER://localhost:9094,PLAINTEXT://localhost:9093",
            "listener.security.protocol.map", "SASL_PLAINTEXT:SASL_PLAINTEXT,OTHER:SASL_PLAINTEXT,PLAINTEXT:PLAINTEXT",
            "zookeeper.connect", "localhost:2181",
            "allow.plaintext.listeners", "true",
            "allow.unencrypted.zookeeper", "true",
            "allow.unsealed.metadata", "true",
            "allow.no.authorizer", "true",
            "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512"));

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void aFileThatOnlyItsOwnerReads() throws IOException {
        file = Files.createFile(
                folder.resolve("jaas.conf"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        System.setProperty(LoginFile.PROPERTY, file.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(LoginFile.PROPERTY);
        System.clearProperty(AllowedModules.ONLY);
        System.clearProperty(AllowedModules.NEVER);
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private static String section(String name, String module, String options) {
        return name + " {\n    " + module + " required\n        " + options + ";\n};\n";
    }

    private ConfigOutcome outcome() {
        return BrokerConfig.parse(settings, Map.of());
    }

    private Map<String, Map<String, String>> users() {
        return outcome()
                .fold(
                        legal -> {
                            Map<String, Map<String, String>> users = new HashMap<>();
                            legal.config().listeners().forEach(listener -> {
                                Map<String, String> shown = new HashMap<>();
                                listener.sasl()
                                        .plainUsers()
                                        .forEach((name, password) -> shown.put(name, password.toString()));
                                users.put(listener.name(), shown);
                            });
                            return users;
                        },
                        refused -> {
                            throw new AssertionError(refused.report());
                        });
    }

    private String refused() {
        return outcome()
                .fold(
                        legal -> {
                            throw new AssertionError("not refused");
                        },
                        refused -> refused.report().toString());
    }

    private String warnings() {
        return outcome().fold(legal -> legal.report().warnings().toString(), refused -> {
            throw new AssertionError(refused.report());
        });
    }

    @Test
    void theSectionForAllListenersHasAModuleForEachMechanismJaa02Mec01() throws IOException {
        write("KafkaServer {\n  " + SCRAM + " required username=\"admin\" password=\"hunter2\";\n  " + PLAIN
                + " required user_alice=\"wonder\";\n};");

        assertThat(users().get("SASL_PLAINTEXT")).containsOnlyKeys("alice");
        assertThat(users().get("OTHER")).containsOnlyKeys("alice");
        assertThat(warnings()).doesNotContain("section").doesNotContain("hunter2");
    }

    @Test
    void aListenersOwnSectionCountsAsAWholeJaa03() throws IOException {
        write(section("KafkaServer", PLAIN, "user_alice=\"wonder\"")
                + section("other.KafkaServer", SCRAM, "username=\"bob\" password=\"builder\""));

        assertThat(users().get("SASL_PLAINTEXT")).containsOnlyKeys("alice");
        assertThat(users().get("OTHER")).as("the users of ZooKeeper").isEmpty();
    }

    @Test
    void aLineOfTheSettingsStandsBeforeTheFileJaa05() throws IOException {
        write(section("KafkaServer", PLAIN, "user_alice=\"wonder\"")
                + section("other.KafkaServer", PLAIN, "user_bob=\"builder\""));
        settings.put("listener.name.other.plain.sasl.jaas.config", PLAIN + " required user_carol=\"carol\";");

        assertThat(users().get("OTHER")).containsOnlyKeys("carol");
        assertThat(users().get("SASL_PLAINTEXT")).containsOnlyKeys("alice");
    }

    @Test
    void anUrlAndASecondEqualsSignNameAFileToo() throws IOException {
        write(section("KafkaServer", PLAIN, "user_alice=\"wonder\""));

        System.setProperty(LoginFile.PROPERTY, file.toUri().toString());
        assertThat(users().get("OTHER")).containsOnlyKeys("alice");
        System.setProperty(LoginFile.PROPERTY, "=" + file);
        assertThat(users().get("OTHER")).containsOnlyKeys("alice");
    }

    @Test
    void whatIsMissingSaysWhereItWasLookedForJaa07() throws IOException {
        settings.put("sasl.enabled.mechanisms", "GSSAPI");
        settings.put("sasl.kerberos.service.name", "kafka");
        write(section("KafkaServer", PLAIN, "user_alice=\"wonder\""));
        assertThat(refused())
                .contains("listener.name.other.gssapi.sasl.jaas.config = nothing")
                .contains("section KafkaServer of " + file + " has none either");

        write(section("KafkaClient", PLAIN, "username=\"a\" password=\"wonder\""));
        assertThat(refused())
                .contains(file + " has no sections other.KafkaServer and KafkaServer either")
                .doesNotContain("wonder");

        System.clearProperty(LoginFile.PROPERTY);
        assertThat(refused())
                .contains("no sections other.KafkaServer and KafkaServer either, since"
                        + " -Djava.security.auth.login.config is not set");
    }

    @Test
    void kerberosIsReadFromTheFileToo() throws IOException {
        settings.put("sasl.enabled.mechanisms", "GSSAPI");
        settings.put("sasl.kerberos.service.name", "kafka");
        write(section(
                "KafkaServer",
                KERBEROS,
                "useKeyTab=true storeKey=true keyTab=\"" + file + "\" principal=\"kafka/h1@HOME.ORG\" debug=true"));

        assertThat(refused())
                .contains("section")
                .contains("KafkaServer of " + file)
                .contains("not debug");
    }

    @Test
    void noOtherModuleIsEverLoadedJaa13() throws IOException {
        write(section("KafkaServer", "com.sun.security.auth.module.JndiLoginModule", "user.provider.url=\"ldap://x\""));

        assertThat(refused()).contains("JndiLoginModule").contains("no other is ever loaded");
    }

    @Test
    void whoStartsTheProcessCanRefuseModulesWhereverTheyStandJaa13() throws IOException {
        write(section("KafkaServer", PLAIN, "user_alice=\"wonder\""));
        System.setProperty(AllowedModules.NEVER, "x, " + PLAIN);
        assertThat(refused()).contains("another login module than " + PLAIN);

        System.clearProperty(AllowedModules.NEVER);
        System.setProperty(AllowedModules.ONLY, SCRAM);
        assertThat(refused()).contains("-D" + AllowedModules.ONLY).contains("not " + PLAIN);

        write(section("KafkaServer", SCRAM, "username=\"a\" password=\"b\""));
        settings.put("listener.name.other.plain.sasl.jaas.config", PLAIN + " required user_carol=\"carol\";");
        assertThat(refused())
                .contains("listener.name.other.plain.sasl.jaas.config")
                .contains("not " + PLAIN);
    }

    @Test
    void oneModuleTwiceIsAMistake() throws IOException {
        write("KafkaServer { " + PLAIN + " required user_a=\"wonder\"; " + PLAIN + " required user_b=\"wonder\"; };");

        assertThat(refused()).contains("the login module " + PLAIN + " once").doesNotContain("wonder");
    }

    @Test
    void sectionsThatNobodyReadsAreWarnedOf() throws IOException {
        write(section("gone.KafkaServer", PLAIN, "user_a=\"wonder\"")
                + section("KafkaClient", SCRAM, "username=\"a\" password=\"wonder\""));

        assertThat(warnings())
                .contains("section gone.KafkaServer of " + file + " has no effect")
                .contains("section KafkaClient of")
                .doesNotContain("wonder");
    }

    @Test
    void aFileThatEverybodyReadsIsRefused() throws IOException {
        write(section("KafkaServer", PLAIN, "user_alice=\"wonder\""));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused()).contains("chmod 600").contains("allow.world.readable.secrets=true");

        settings.put("allow.world.readable.secrets", "true");
        assertThat(users().get("OTHER")).containsOnlyKeys("alice");
    }

    @Test
    void whatCannotBeReadIsSaidWithItsLineAndWithoutSecretsJaa15() throws IOException {
        write("KafkaServer {\n" + PLAIN + " required\n user_alice \"wonder\";\n};");
        assertThat(refused())
                .contains("java.security.auth.login.config = " + file)
                .contains("an equals sign after each option's name")
                .contains("near line 3")
                .doesNotContain("wonder");

        Files.delete(file);
        assertThat(refused()).contains("a readable file");
    }
}
