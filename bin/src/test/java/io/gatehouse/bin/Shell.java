package io.gatehouse.bin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A folder that looks like a fresh clone to the scripts, with ports of its own: the shipped files and the commands of the
 * README have the default ports replaced and nothing else.
 */
final class Shell implements AutoCloseable {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int PATIENCE_SECONDS = 120;
    private static final List<String> DEFAULT_PORTS = List.of("9093", "9094", "2182", "9095", "9096", "9097");

    private final Path folder;
    private final int firstPort;

    /** @param folder empty; logs, process ids and data stay in it */
    Shell(Path folder) {
        this.folder = folder;
        this.firstPort = freePorts();
        try {
            Files.createSymbolicLink(folder.resolve("bin"), ROOT.resolve("bin"));
            Files.createDirectory(folder.resolve("config"));
            for (String file : List.of("server.properties", "zookeeper.properties")) {
                write("config/" + file, Files.readString(ROOT.resolve("config").resolve(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Outcome(int exitCode, String output) {}

    /** The commands of a README section: what stands between its fences. */
    static String commandsOf(String section) {
        String readme = readme();
        int start = readme.indexOf("\n## " + section + "\n");
        int next = readme.indexOf("\n## ", start + 1);
        StringBuilder commands = new StringBuilder();
        boolean inside = false;
        for (String line : readme.substring(start, next).lines().toList()) {
            if (line.startsWith("```")) {
                inside = !inside;
            } else if (inside) {
                commands.append(line).append('\n');
            }
        }
        return commands.toString();
    }

    private static String readme() {
        try {
            return Files.readString(ROOT.resolve("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file whose path in the README begins so. */
    static List<String> filesNamedInReadme(String prefix) {
        return Pattern.compile(Pattern.quote(prefix) + "[A-Za-z0-9./-]*[A-Za-z0-9]")
                .matcher(readme())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    /** Runs commands as typed, the default ports replaced; both streams are in the output. */
    Outcome run(String commands) {
        return run(commands, "");
    }

    Outcome run(String commands, String input) {
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", withOurPorts(commands))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile()); // A pipe would stay open as long as a server in the background lives.
        builder.environment().put("GATEHOUSE_STATE_DIR", folder.resolve("state").toString());
        builder.environment().put("KAFKA_JVM_PERFORMANCE_OPTS", "-XX:TieredStopAtLevel=1"); // They live for seconds.
        builder.environment().put("LOG_DIR", folder.resolve("logs").toString());
        try {
            Process process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(commands + " did not end:\n" + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Writes a file of this folder, the default ports replaced. */
    void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), withOurPorts(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log(String server) {
        try {
            return Files.readString(folder.resolve("logs").resolve(server + "-server.out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the link to the scripts away, lest whoever empties the folder follows it. */
    @Override
    public void close() {
        try {
            Files.delete(folder.resolve("bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is typed, the default ports replaced. */
    String withOurPorts(String text) {
        String replaced = text;
        for (int i = 0; i < DEFAULT_PORTS.size(); i++) {
            replaced = replaced.replaceAll("\\b" + DEFAULT_PORTS.get(i) + "\\b", Integer.toString(firstPort + i));
        }
        return replaced;
    }

    /** The first of as many in a row as are needed, below those that the system gives to outgoing connections. */
    private static int freePorts() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            if (IntStream.range(port, port + DEFAULT_PORTS.size()).allMatch(Shell::isFree)) {
                return port;
            }
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
