package io.gatehouse.bench.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What a client's properties file says. Thread: any. */
final class ClientSettings {
    private ClientSettings() {}

    /** @throws IOException where the file cannot be read */
    static Properties of(Path file) throws IOException {
        Properties settings = new Properties();
        try (InputStream text = Files.newInputStream(file)) {
            settings.load(text);
        }
        return settings;
    }
}
