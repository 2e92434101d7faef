package io.gatehouse.broker.it;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.Pem;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A quick start in a JVM of its own, which tests may stop, kill and start again on the same folder. */
final class QuickstartProcess implements AutoCloseable {
    static final String TOPIC = "events";

    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final String READY = "Ctrl-C stops.";

    /** One that marks the row, one each for clients, brokers and ZooKeeper. */
    private static final int PORT_ROW = 4;

    private static final Queue<ServerSocket> MARKS = new ConcurrentLinkedQueue<>();
    private static final List<String> PLENTY = List.of("-Xmx512m");

    private final Path folder;
    private final List<String> runner;
    private final List<String> jvm;
    private final int port;
    private final Path output;
    private Process process;

    private QuickstartProcess(Path folder, List<String> runner, List<String> jvm, int port) {
        this.folder = folder;
        this.runner = runner;
        this.jvm = jvm;
        this.port = port;
        this.output = folder.resolveSibling(folder.getFileName() + ".out");
        this.process = launch();
    }

    /** Starts on free ports and returns when it can be used. */
    static QuickstartProcess start(Path folder) {
        return start(folder, List.of(), PLENTY);
    }

    /**
     * The same with options for its JVM.
     *
     * @param runner a program, with arguments, that becomes the JVM's process
     */
    static QuickstartProcess start(Path folder, List<String> runner, List<String> jvm) {
        QuickstartProcess started = new QuickstartProcess(folder, runner, jvm, freePorts());
        started.awaitReady();
        return started;
    }

    void restart() {
        process = launch();
        awaitReady();
    }

    /** As the kernel does it when memory is short: no handler runs. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM; returns the exit code. */
    int stop() {
        process.destroy();
        return awaitEnd();
    }

    int port() {
        return port;
    }

    /** Brokers come to the port after the clients', with a certificate. */
    int brokerPort() {
        return port + 1;
    }

    Path folder() {
        return folder;
    }

    /** The authority of its certificates, for those that the quick start does not make. */
    CertificateAuthority signer() throws IOException {
        return CertificateAuthority.of(
                Pem.readKey(Files.readAllBytes(folder.resolve("ca/ca.key")), Optional.empty(), "ca.key"),
                Pem.readCertificates(Files.readAllBytes(folder.resolve("ca/ca.crt")), "ca.crt"),
                new SecureRandom());
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** What it wrote for its operator so far. */
    String log() {
        try {
            return Files.readString(folder.resolve("quickstart.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it wrote to its terminal so far. */
    String terminal() {
        return text();
    }

    Path kcatConfig() {
        return folder.resolve("kcat-app.conf");
    }

    Path authority() {
        return folder.resolve("ca/ca.crt");
    }

    Properties application() {
        return properties("app");
    }

    Properties administrator() {
        return properties("admin");
    }

    private Properties properties(String user) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("client-" + user + ".properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** Runs a second quick start to its end; its output and its exit code. */
    static Run run(String... arguments) {
        try {
            Path output = Files.createTempFile("quickstart", ".out");
            try {
                Process process = new ProcessBuilder(command(List.of(), PLENTY, List.of(arguments)))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(START_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                return new Run(process.waitFor(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    record Run(int exitCode, String output) {}

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private Process launch() {
        try {
            List<String> options = new ArrayList<>(jvm);
            // Those that are killed leave files.
            options.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolveSibling("tmp")));
            return new ProcessBuilder(command(
                            runner, options, List.of("--dir", folder.toString(), "--port", Integer.toString(port))))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(List<String> runner, List<String> jvm, List<String> arguments) {
        List<String> command = new ArrayList<>(runner);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1"); // Processes that live for seconds: half the time to start.
        command.addAll(jvm);
        command.add("-Dlogback.configurationFile="
                + Path.of("../config/logback.xml").toAbsolutePath().normalize());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), "io.gatehouse.broker.main.quickstart.QuickstartMain"));
        command.addAll(arguments);
        return command;
    }

    private void awaitReady() {
        Instant end = Instant.now().plus(START_PATIENCE);
        while (!said(READY)) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                process.destroyForcibly();
                throw new AssertionError("the quick start did not come up:\n" + text());
            }
            pause();
        }
    }

    private boolean said(String text) {
        return text().contains(text);
    }

    private String text() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int awaitEnd() {
        try {
            if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the quick start did not stop:\n" + text());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The first of three ports in a row that are free, for clients, brokers and ZooKeeper; below those that the system
     * gives to outgoing connections, so that they are free again after a kill. The port before them stays taken until this
     * JVM ends: tests in other JVMs leave the whole row alone, also while our process is down.
     */
    static int freePorts() {
        while (true) {
            int mark = ThreadLocalRandom.current().nextInt(20_000 / PORT_ROW, 32_000 / PORT_ROW) * PORT_ROW;
            if (take(mark) && IntStream.range(mark + 1, mark + PORT_ROW).allMatch(QuickstartProcess::isFree)) {
                return mark + 1;
            }
        }
    }

    private static boolean take(int mark) {
        try {
            MARKS.add(new ServerSocket(mark, 1, InetAddress.getLoopbackAddress()));
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
