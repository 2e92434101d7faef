package io.gatehouse.zk;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/** {@code bin/zookeeper-server-start.sh}: one ZooKeeper server from a {@code zookeeper.properties}, until it is stopped. */
public final class ZooKeeperServerMain {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private ZooKeeperServerMain() {}

    public static void main(String[] args) throws InterruptedException {
        PrintStream err = System.err;
        try {
            EmbeddedZooKeeper server = start(args, System.out);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-zookeeper"));
            while (!server.awaitClosed(LOOK_EVERY)) {
                if (!server.running()) {
                    throw new ZkUnavailable("ZooKeeper cannot go on (see its log; is the disk full?)");
                }
            }
        } catch (ZkUnavailable e) {
            err.println(e.getMessage());
            System.exit(1);
        }
    }

    static EmbeddedZooKeeper start(String[] args, PrintStream out) {
        if (args.length != 1) {
            throw new ZkUnavailable("usage: zookeeper-server-start.sh zookeeper.properties");
        }
        EmbeddedZooKeeperSettings settings = ZooKeeperServerFile.parse(read(Path.of(args[0])));
        EmbeddedZooKeeper server = EmbeddedZooKeeper.start(settings);
        out.println("ZooKeeper listens on " + settings.address().getHostString() + ":" + server.port()
                + (settings.tls().isPresent()
                        ? " with mutual TLS"
                        : " WITHOUT TLS: everybody may read and change all"));
        return server;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new ZkUnavailable(file + " cannot be read (expected: a zookeeper.properties): " + e);
        }
    }
}
