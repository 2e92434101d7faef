package io.gatehouse.broker.main.quickstart;

import io.gatehouse.zk.KeyRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** The steps, top to bottom. Thread: main. */
final class Quickstart {
    /** A user or a rule that the broker has taken counts everywhere within this time. */
    private static final Duration SETTLING = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofMillis(50);

    private final Workspace workspace;
    private final Ports ports;
    private final Servers servers;
    private final Progress progress;
    private final SecureRandom random;
    private final InstantSource clock;
    private final ClientSettings clients;

    Quickstart(
            Workspace workspace,
            Ports ports,
            Servers servers,
            Progress progress,
            SecureRandom random,
            InstantSource clock) {
        this.workspace = workspace;
        this.ports = ports;
        this.servers = servers;
        this.progress = progress;
        this.random = random;
        this.clock = clock;
        this.clients = new ClientSettings(workspace, ports);
    }

    /** Everything up to a broker that the application can use. */
    void start(Stack running) {
        ports.requireFree();
        progress.step("certificates", () -> new Certificates(workspace, random, clock.instant()).ensure());
        progress.step("sealing key", this::sealingKey);
        User admin = User.of(User.ADMIN, workspace, random);
        User app = User.of(User.APP, workspace, random);
        progress.step("settings", () -> settings(admin, app));
        progress.step("ZooKeeper", () -> {
            running.start("ZooKeeper", servers::zooKeeper);
            return "answers on localhost:" + ports.zooKeeper() + ", mutual TLS only";
        });
        progress.step("broker", () -> {
            running.start("broker", () -> servers.broker(workspace.serverProperties()));
            return "answers on " + clients.bootstrap() + ", TLS and SCRAM-SHA-512";
        });
        progress.step("users", () -> users(admin, app));
        progress.step("topic, rules", () -> topicAndRules(admin, app));
    }

    private String sealingKey() {
        // With ZooKeeper's data there, a new key would only make the old values unreadable: let it say what is missing.
        if (Files.exists(workspace.keyRing()) || Files.exists(workspace.zooKeeperData())) {
            return "found: " + KeyRing.load(workspace.keyRing()).ids().size() + " key(s)";
        }
        KeyRing.create(workspace.keyRing(), random);
        return "made; credentials and rules are sealed in ZooKeeper";
    }

    private String settings(User admin, User app) {
        boolean wrote = PropertyFiles.writeJava(
                workspace.serverProperties(), "The broker of the quick start.", ServerSettings.of(workspace, ports));
        wrote |= PropertyFiles.writeJava(
                workspace.clientProperties(User.ADMIN), "For Java: may do everything.", clients.java(admin));
        wrote |= PropertyFiles.writeJava(
                workspace.clientProperties(User.APP),
                "For Java: may write and read the topic " + Cluster.TOPIC + ".",
                clients.java(app));
        wrote |= PropertyFiles.writePlain(
                workspace.kcatConfig(User.APP),
                "For kcat and librdkafka: may write and read the topic " + Cluster.TOPIC + ".",
                clients.librdkafka(app));
        return wrote ? "written, for this user's eyes only" : "found, unchanged";
    }

    /** There is no password yet that the broker knows: the admin comes with a certificate. */
    private String users(User admin, User app) {
        try (Cluster cluster = Cluster.connect(clients.certificate())) {
            boolean made = cluster.ensureUser(admin);
            made |= cluster.ensureUser(app);
            return (made ? "made: " : "found: ") + User.ADMIN + ", " + User.APP + " (random passwords)";
        }
    }

    private String topicAndRules(User admin, User app) {
        boolean made = settled(() -> {
            try (Cluster cluster = Cluster.connect(clients.java(admin))) {
                boolean topic = cluster.ensureTopic();
                cluster.allowApplication();
                return topic;
            }
        });
        settled(() -> {
            try (Producer<byte[], byte[]> producer = Clients.producer(clients.java(app))) {
                return producer.partitionsFor(Cluster.TOPIC).size();
            }
        });
        return (made ? "made: " : "found: ") + Cluster.TOPIC + "; " + User.APP + " may write and read it, nothing else";
    }

    /** Streams the file as the application, then shows what others get. */
    void demo(Path file) {
        User admin = User.of(User.ADMIN, workspace, random);
        User app = User.of(User.APP, workspace, random);
        progress.say("");
        progress.say("Streaming " + file + " through " + Cluster.TOPIC + " as " + User.APP + ":");
        try (KafkaPipe pipe = KafkaPipe.open(clients.java(app), Cluster.TOPIC, clock)) {
            new Demo(pipe, clock).run(file).text().forEach(line -> progress.say("  " + line));
        }
        progress.say("What others get:");
        User guest = User.inMemory(User.GUEST, random);
        try (Cluster cluster = Cluster.connect(clients.java(admin))) {
            cluster.ensureUser(guest);
            try {
                awaitLogIn(guest);
                new Refusals(clients, clock).show(guest, app).forEach(line -> progress.say("  " + line));
            } finally {
                cluster.removeUser(guest);
            }
        }
    }

    /** What to do next; {@code folder} as the reader typed it. */
    void explain(Path folder, Optional<Path> demo) {
        if (demo.isEmpty()) {
            progress.say("");
            NextSteps.commands(folder, clients, workspace).forEach(progress::say);
            progress.say("");
            progress.say(
                    "The log is in " + folder.resolve(workspace.processLog().getFileName()) + ". Ctrl-C stops.");
        }
    }

    /** The answer, as soon as what was just changed has reached the place that decides. */
    private <T> T settled(Supplier<T> attempt) {
        Instant end = clock.instant().plus(SETTLING);
        while (true) {
            try {
                return attempt.get();
            } catch (AuthenticationException | AuthorizationException e) {
                if (clock.instant().isAfter(end)) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** Until the broker knows the user; what the user may do is another matter. */
    private void awaitLogIn(User user) {
        settled(() -> {
            try (Producer<byte[], byte[]> producer = Clients.producer(clients.java(user))) {
                return producer.partitionsFor(Cluster.TOPIC).size();
            } catch (AuthorizationException e) {
                return 0;
            }
        });
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartFailure("stopped while waiting for the broker.", e);
        }
    }
}
