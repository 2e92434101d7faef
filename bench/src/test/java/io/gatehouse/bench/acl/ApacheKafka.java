package io.gatehouse.bench.acl;

import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.kafka.GatehouseAuthorizer;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/** One node of Apache Kafka in a process of its own, broker and controller, with our authorizer. Its jars are in target. */
final class ApacheKafka implements AutoCloseable {
    static final String ADMIN = "admin";

    private static final List<String> USERS = List.of("broker", ADMIN, "alice", "bob");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private final Process process;
    private final int port;

    private ApacheKafka(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Returns when it answers. */
    static ApacheKafka start(Path folder) throws IOException, InterruptedException {
        int clients;
        int controller;
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            clients = one.getLocalPort();
            controller = other.getLocalPort();
        }
        Path settings = Files.writeString(folder.resolve("server.properties"), settings(folder, clients, controller));
        Process format = launch(
                folder,
                "kafka.tools.StorageTool",
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                settings.toString());
        if (!format.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || format.exitValue() != 0) {
            format.destroyForcibly();
            throw new AssertionError("not formatted:\n" + said(folder));
        }
        ApacheKafka kafka = new ApacheKafka(launch(folder, "kafka.Kafka", settings.toString()), clients);
        try {
            kafka.awaitOpen(folder);
        } catch (RuntimeException | IOException | AssertionError e) {
            kafka.close();
            throw e;
        }
        return kafka;
    }

    private static String settings(Path folder, int clients, int controller) {
        String users = MODULE + " username=\"broker\" password=\"" + password("broker") + "\""
                + USERS.stream()
                        .map(user -> " user_" + user + "=\"" + password(user) + "\"")
                        .collect(Collectors.joining())
                + ";";
        return String.join(
                "\n",
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@localhost:" + controller,
                "listeners=CLIENTS://localhost:" + clients + ",CONTROLLER://localhost:" + controller,
                "controller.listener.names=CONTROLLER",
                "inter.broker.listener.name=CLIENTS",
                "listener.security.protocol.map=CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
                "sasl.enabled.mechanisms=PLAIN",
                "sasl.mechanism.inter.broker.protocol=PLAIN",
                "sasl.mechanism.controller.protocol=PLAIN",
                "listener.name.clients.plain.sasl.jaas.config=" + users,
                "listener.name.controller.plain.sasl.jaas.config=" + users,
                "authorizer.class.name=" + GatehouseAuthorizer.class.getName(),
                "super.users=User:broker;User:" + ADMIN,
                "log.dirs=" + folder.resolve("data"),
                "auto.create.topics.enable=false",
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "");
    }

    private static String password(String user) {
        return user + "-password";
    }

    /** For a client that is this user. */
    Properties client(String user) {
        Properties client = new Properties();
        client.put("bootstrap.servers", "localhost:" + port);
        client.put("security.protocol", "SASL_PLAINTEXT");
        client.put("sasl.mechanism", "PLAIN");
        client.put("sasl.jaas.config", MODULE + " username=\"" + user + "\" password=\"" + password(user) + "\";");
        return client;
    }

    private static Process launch(Path folder, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "-cp",
                classPath(),
                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(folder).toFile()))
                .start();
    }

    /** Kafka's, and of ours what docs/ACCESS.md says: acl and auth, and nothing else. */
    private static String classPath() {
        return Stream.of(
                        Path.of("target/kafka/*").toAbsolutePath().toString(),
                        home(AclPolicy.class),
                        home(VerifiedPrincipal.class))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path output(Path folder) {
        return folder.resolve("kafka.out");
    }

    private static String said(Path folder) {
        try {
            return Files.readString(output(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitOpen(Path folder) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!open()) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                throw new AssertionError("Apache Kafka did not come up:\n" + said(folder));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean open() throws IOException {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (ConnectException closed) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
