package io.gatehouse.broker.main.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ConfigOutcome;
import io.gatehouse.zk.KeyRing;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsFilesTest {
    private static final Ports PORTS = new Ports(19_092);

    @TempDir
    private Path folder = Path.of("");

    private final SecureRandom random = new SecureRandom();
    private final List<Workspace> open = new ArrayList<>();

    private Workspace workspace() {
        if (open.isEmpty()) {
            open.add(Workspace.open(folder));
            new Certificates(open.get(0), random, Instant.now()).ensure();
        }
        return open.get(0);
    }

    private ClientSettings clients() {
        return new ClientSettings(workspace(), PORTS);
    }

    @AfterEach
    void close() {
        open.forEach(Workspace::close);
    }

    private static Properties load(Path file) throws Exception {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        return properties;
    }

    @Test
    void theBrokerTakesItsSettingsWithoutAWarning() {
        if (!Files.exists(workspace().keyRing())) {
            KeyRing.create(workspace().keyRing(), random);
        }
        PropertyFiles.writeJava(workspace().serverProperties(), "test", ServerSettings.of(workspace(), PORTS));

        ConfigOutcome outcome = BrokerConfig.load(workspace().serverProperties(), Map.of(), Map.of());

        assertThat(outcome).as(outcome.toString()).isInstanceOf(ConfigOutcome.Legal.class);
    }

    @Test
    void aJavaClientTakesItsSettingsBackFromTheFile() throws Exception {
        User app = User.inMemory(User.APP, random);
        Path file = workspace().clientProperties(User.APP);

        PropertyFiles.writeJava(file, "test", clients().java(app));

        Properties read = load(file);
        assertThat(read).isEqualTo(clients().java(app));
        assertThat(read.getProperty("sasl.jaas.config")).contains(app.password());
        assertThat(new AdminClientConfig(read).unused()).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void librdkafkaGetsPlainLines() throws Exception {
        User app = User.inMemory(User.APP, random);
        Path file = workspace().kcatConfig(User.APP);

        PropertyFiles.writePlain(file, "test", clients().librdkafka(app));

        assertThat(Files.readAllLines(file))
                .contains(
                        "bootstrap.servers=localhost:19092",
                        "sasl.password=" + app.password(),
                        "ssl.ca.location=" + workspace().authorityCertificate());
    }

    @Test
    void aFileIsWrittenAgainOnlyWhenSomethingChanged() {
        User app = User.inMemory(User.APP, random);
        Path file = workspace().clientProperties("other");

        assertThat(PropertyFiles.writeJava(file, "test", clients().java(app))).isTrue();
        assertThat(PropertyFiles.writeJava(file, "test", clients().java(app))).isFalse();
        assertThat(PropertyFiles.writeJava(file, "test", clients().java(app.mistyped())))
                .isTrue();
    }

    @Test
    void whatJavaWouldReadDifferentlyIsEscaped() throws Exception {
        Path file = workspace().clientProperties("odd");
        Map<String, String> odd = Map.of("a", " leading", "b", "C:\\new", "c", "\u00fc\u4e2d", "d", "x=y # z");

        PropertyFiles.writeJava(file, "test", odd);

        assertThat(load(file)).isEqualTo(odd);
    }

    @Test
    void theCommandsNameTheFilesAsTheReaderTypedTheFolder() {
        assertThat(NextSteps.commands(Path.of("data/quickstart"), clients(), workspace()))
                .anyMatch(line -> line.contains("--bootstrap-server localhost:19092"
                        + " --command-config data/quickstart/client-app.properties --topic events"))
                .anyMatch(line -> line.contains("kcat -F data/quickstart/kcat-app.conf"));
        assertThat(NextSteps.commands(Path.of("my data"), clients(), workspace()))
                .anyMatch(line -> line.contains("'my data/client-app.properties'"));
    }
}
