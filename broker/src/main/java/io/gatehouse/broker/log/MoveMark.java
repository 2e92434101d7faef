package io.gatehouse.broker.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code moved-from}: the data directory that a log came from, kept in the log's directory until the old copy is out of the
 * way. It tells the next start which of two live copies an interrupted move left. Kafka ignores the file.
 */
final class MoveMark {
    static final String FILE = "moved-from";

    private MoveMark() {}

    static void write(Path log, Path source) throws IOException {
        DurableFile.replace(log.resolve(FILE), source.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Optional<String> read(Path log) throws IOException {
        Path file = log.resolve(FILE);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    static void remove(Path log) throws IOException {
        Files.deleteIfExists(log.resolve(FILE));
    }
}
