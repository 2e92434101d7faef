package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.certs.KeyEncryption;
import io.gatehouse.certs.command.CertsCommand;
import io.gatehouse.certs.command.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Properties;
import java.util.stream.Stream;

/** {@code bin/certs.sh} in this process, in a folder of its own, and what it writes for clients and brokers. */
record CertsCommands(Path folder) {
    /** Few, so that a test does not wait for what protects a key at rest. */
    private static final int ROUNDS = 1000;

    /** Paths that start with {@code @} are below the folder. */
    String run(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter output = new PrintWriter(said, true);
        String[] absolute = Stream.of(arguments)
                .map(one -> one.startsWith("@") ? file(one.substring(1)).toString() : one)
                .toArray(String[]::new);

        int code = CertsCommand.line(
                        new Surroundings(InstantSource.system(), new KeyEncryption(new SecureRandom(), ROUNDS), output),
                        output)
                .execute(absolute);

        assertThat(code)
                .as("certs.sh %s%n%s", String.join(" ", arguments), said)
                .isZero();
        return said.toString();
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Properties properties(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file(name))) {
            properties.load(reader);
        }
        return properties;
    }

    /** The lines for server.properties, for one listener. */
    Stream<String> listener(String listener, String name) throws IOException {
        Properties lines = properties(name + ".broker.properties");
        return lines.stringPropertyNames().stream()
                .map(key -> "listener.name." + listener + "." + key + "=" + lines.getProperty(key));
    }
}
