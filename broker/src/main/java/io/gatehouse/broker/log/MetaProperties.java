package io.gatehouse.broker.log;

import io.gatehouse.broker.model.BrokerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Properties;

/** {@code meta.properties}: the cluster and broker that a data directory belongs to (COMPAT A2). */
final class MetaProperties {
    static final String FILE = "meta.properties";

    private static final String VERSION = "version";
    private static final String CLUSTER = "cluster.id";
    private static final String BROKER = "broker.id";

    private MetaProperties() {}

    /** Checks that the directory is ours; a new one is marked so. */
    static void claim(Path directory, String clusterId, BrokerId brokerId) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            write(file, clusterId, brokerId);
            return;
        }
        Properties found = new Properties();
        try {
            found.load(new StringReader(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException malformed) {
            throw new LogFailure(file + " is malformed (expected: Java properties)", malformed);
        }
        require(file, found, VERSION, "0", "a directory of Kafka in ZooKeeper mode");
        require(file, found, CLUSTER, clusterId, "the cluster that ZooKeeper names; is this the right log.dirs?");
        require(file, found, BROKER, brokerId.toString(), "the broker.id of the settings; is this the right log.dirs?");
    }

    private static void require(Path file, Properties found, String key, String expected, String meaning) {
        String value = found.getProperty(key);
        if (value == null || !value.equals(expected)) {
            throw new LogFailure(file + ": " + key + " = " + (value == null ? "(missing)" : value) + " (expected: "
                    + expected + ", " + meaning + ")");
        }
    }

    private static void write(Path file, String clusterId, BrokerId brokerId) throws IOException {
        Properties ours = new Properties();
        ours.setProperty(VERSION, "0");
        ours.setProperty(CLUSTER, clusterId);
        ours.setProperty(BROKER, brokerId.toString());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ours.store(text, null);
        DurableFile.replace(file, text.toString(StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8));
    }
}
