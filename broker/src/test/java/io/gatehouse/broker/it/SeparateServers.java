package io.gatehouse.broker.it;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * What {@code zookeeper-server-start.sh} and {@code kafka-server-start.sh} start, on the certificates, users and settings that a
 * quick start made, for settings that the quick start itself does not have.
 */
final class SeparateServers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder;
    private final QuickstartProcess made;
    private final Process zooKeeper;
    private Process broker;
    private Optional<Process> second = Optional.empty();

    private SeparateServers(
            Path folder, QuickstartProcess made, String server, List<String> options, List<String> lines)
            throws IOException {
        this.folder = folder;
        this.made = made;
        Path settings = folder.resolveSibling("zookeeper.properties");
        Files.writeString(settings, zooKeeperSettings() + String.join("\n", lines));
        zooKeeper = launch("zookeeper", options, List.of(server, settings.toString()));
        broker = zooKeeper;
        await(zooKeeper, () -> open(zooKeeperPort()));
    }

    static SeparateServers prepare(Path folder) throws IOException {
        return new SeparateServers(folder, make(folder), "io.gatehouse.zk.ZooKeeperServerMain", List.of(), List.of());
    }

    /**
     * With ZooKeeper's own server in the place of ours, for what ours does not do.
     *
     * @param options for its JVM
     * @param lines of its settings
     */
    static SeparateServers withZooKeepersOwn(Path folder, List<String> options, List<String> lines) throws IOException {
        return new SeparateServers(
                folder, make(folder), "org.apache.zookeeper.server.ZooKeeperServerMain", options, lines);
    }

    private static QuickstartProcess make(Path folder) throws IOException {
        QuickstartProcess made = QuickstartProcess.start(folder);
        made.stop();
        return made;
    }

    private int zooKeeperPort() {
        return made.port() + 2;
    }

    private String zooKeeperSettings() {
        return String.join(
                "\n",
                "dataDir=" + folder.resolve("zookeeper"),
                "tickTime=1000",
                "secureClientPort=" + zooKeeperPort(),
                "secureClientPortAddress=localhost",
                "ssl.clientAuth=need",
                "ssl.keyStore.location=" + folder.resolve("certs/zookeeper.keystore.p12"),
                "ssl.keyStore.passwordPath=" + folder.resolve("certs/zookeeper.password"),
                "ssl.trustStore.location=" + folder.resolve("certs/zookeeper.truststore.p12"),
                "ssl.trustStore.passwordPath=" + folder.resolve("certs/zookeeper.password"),
                "");
    }

    /**
     * Returns when everybody is let in, administrators too.
     *
     * @param overrides {@code name=value} each, which win over what the quick start wrote
     */
    void startBroker(String... overrides) throws IOException {
        startBroker(List.of(), List.of(overrides));
    }

    /** @param options for its JVM */
    void startBroker(List<String> options, List<String> overrides) throws IOException {
        int before = said("broker").length();
        broker = launch("broker", options, arguments(overrides));
        await(broker, () -> said("broker").indexOf("broker started", before) >= 0);
    }

    /**
     * Another broker of the same cluster, with the same certificate and a folder of its own; returns when clients find it, which
     * may be before it lets them in.
     *
     * @param port where clients come
     * @param overrides with its id and its listeners
     */
    void startSecond(int port, List<String> options, List<String> overrides) throws IOException {
        List<String> own = new ArrayList<>(List.of("log.dirs=" + folder.resolveSibling("second-data")));
        own.addAll(overrides);
        Process started = launch("second", options, arguments(own));
        second = Optional.of(started);
        await(started, () -> open(port));
    }

    private List<String> arguments(List<String> overrides) {
        List<String> arguments = new ArrayList<>(List.of(
                "io.gatehouse.broker.main.BrokerMain",
                folder.resolve("server.properties").toString()));
        for (String override : overrides) {
            arguments.add("--override");
            arguments.add(override);
        }
        return arguments;
    }

    String secondLog() throws IOException {
        return said("second");
    }

    void stopSecond() {
        second.ifPresent(started -> {
            started.destroy();
            end(started);
        });
        second = Optional.empty();
    }

    /** Where everybody finds each other. */
    long brokerPid() {
        return broker.pid();
    }

    QuickstartProcess made() {
        return made;
    }

    /** What the broker said so far. */
    String log() throws IOException {
        return said("broker");
    }

    /** As the kernel does it when memory is short: no handler runs. */
    void kill() {
        end(broker.destroyForcibly());
    }

    /** SIGTERM. */
    void stop() {
        broker.destroy();
        end(broker);
    }

    Properties administrator() {
        return made.administrator();
    }

    /** A client's, of one who logs in by SCRAM. */
    Properties user(String name, String password) {
        Properties properties = made.application();
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + name + "\" password=\""
                        + password + "\";");
        return properties;
    }

    @Override
    public void close() {
        stopSecond();
        stop();
        zooKeeper.destroy();
        end(zooKeeper);
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Process launch(String name, List<String> options, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolveSibling("tmp")), // Killed ones leave files.
                "-Dlogback.configurationFile="
                        + Path.of("../config/logback.xml").toAbsolutePath().normalize(),
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(1, options);
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(name).toFile()))
                .start();
    }

    private Path output(String name) {
        return folder.resolveSibling(name + ".out");
    }

    private void await(Process process, StrangersIT.Condition up) throws IOException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!up.holds()) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                throw new AssertionError(
                        "a server did not come up:\n" + said("zookeeper") + said("broker") + said("second"));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String said(String name) throws IOException {
        return Files.exists(output(name)) ? Files.readString(output(name)) : "";
    }

    private static boolean open(int port) throws IOException {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (ConnectException closed) {
            return false;
        }
    }
}
