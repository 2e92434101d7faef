package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code config/}, as they are shipped. */
final class ShippedFilesTest {
    private static final Path FILES = Path.of("..", "config");
    private static final List<String> SECRETS = List.of(
            "certs/broker.keystore.p12",
            "certs/broker.truststore.p12",
            "certs/broker.password",
            "secrets/zookeeper.keyring");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"server.properties", "laptop.properties"})
    void theBrokerStartsFromThemOnceCertificatesAreMade(String name) throws IOException {
        makeSecrets("rw-------");

        ConfigOutcome outcome = BrokerConfig.load(inFolder(name), Map.of(), Map.of());

        assertThat(outcome.<String>fold(legal -> "", refused -> refused.report().toString()))
                .isEmpty();
        assertThat(outcome.<List<String>>fold(legal -> legal.report().warnings(), refused -> List.of("refused")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.properties", "laptop.properties"})
    void theyAreHardened(String name) throws IOException {
        makeSecrets("rw-------");

        BrokerConfig config = BrokerConfig.load(inFolder(name), Map.of(), Map.of())
                .fold(ConfigOutcome.Legal::config, refused -> {
                    throw new AssertionError(refused.report());
                });

        assertThat(config.listeners())
                .extracting(ListenerConfig::protocol)
                .containsExactly(SecurityProtocol.SASL_SSL, SecurityProtocol.SSL);
        assertThat(config.listeners()).extracting(ListenerConfig::host).containsOnly("localhost");
        assertThat(config.listeners().get(1).tls().map(TlsSettings::clientAuth)).contains(ClientAuth.REQUIRED);
        assertThat(config.interBrokerListener()).isEqualTo("INTERNAL");
        assertThat(config.access().authorizer()).isTrue();
        assertThat(config.access().superUsers())
                .containsExactlyInAnyOrder("User:admin", "User:CN=broker", "User:CN=admin");
        assertThat(config.access().allowEveryoneIfNoRuleFound()).isFalse();
        assertThat(config.access().shadow()).isEmpty();
        assertThat(config.zooKeeper().tls()).isPresent();
        assertThat(config.zooKeeper().keyRing()).isPresent();
    }

    @Test
    void withoutCertificatesAllMissingFilesAreNamedAtOnce() throws IOException {
        ConfigReport report = report(inFolder("server.properties"));

        assertThat(report.mistakes())
                .extracting(Mistake::key)
                .contains(
                        "ssl.keystore.location",
                        "ssl.keystore.password",
                        "ssl.truststore.location",
                        "zookeeper.ssl.keystore.location",
                        "zookeeper.sealing.keyring.location");
    }

    @Test
    void filesThatEverybodyMayReadAreRefused() throws IOException {
        makeSecrets("rw-r--r--");

        assertThat(report(inFolder("server.properties")).mistakes())
                .filteredOn(mistake -> mistake.expected().contains("chmod 600"))
                .extracting(Mistake::key)
                .contains("ssl.keystore.location", "ssl.keystore.password", "zookeeper.sealing.keyring.location");
    }

    @Test
    void filesThatEverybodyMayReadAreTakenWhereThatIsAllowed() throws IOException {
        makeSecrets("rw-r--r--");

        ConfigOutcome outcome = BrokerConfig.load(
                inFolder("server.properties"), Map.of("allow.world.readable.secrets", "true"), Map.of());

        assertThat(outcome.<List<String>>fold(
                        legal -> legal.report().warnings(),
                        refused -> List.of(refused.report().toString())))
                .singleElement()
                .asString()
                .startsWith("allow.world.readable.secrets=true. Insecure.");
    }

    private static ConfigReport report(Path file) {
        return BrokerConfig.load(file, Map.of(), Map.of())
                .fold(ConfigOutcome.Legal::report, ConfigOutcome.Refused::report);
    }

    /** The shipped file with its relative paths made paths of the test's folder. */
    private Path inFolder(String name) throws IOException {
        Path file = folder.resolve(name);
        String text = Files.readString(FILES.resolve(name));
        Files.writeString(file, text.replace("data/", folder + "/"));
        return file;
    }

    private void makeSecrets(String mode) throws IOException {
        for (String name : SECRETS) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "changeit\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
    }
}
