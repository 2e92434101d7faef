package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.zk.EmbeddedZooKeeper;
import io.gatehouse.zk.EmbeddedZooKeeperSettings;
import io.gatehouse.zk.Sessions;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZkSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A real ZooKeeper server, and brokers whose roads lead through memory; a chroot for each cluster. */
public final class TestCluster implements AutoCloseable {
    /** Longer than any machine needs; a cluster that does not come to rest at all ends here. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The rules of a table with two keys. */
    public static final TopicConfigRules RULES = new TopicConfigRules() {
        @Override
        public Optional<String> problem(Map<String, String> overrides) {
            return overrides.keySet().stream()
                    .filter(name -> !name.equals("cleanup.policy") && !name.equals("retention.ms"))
                    .findFirst()
                    .map(name -> "Unknown topic config name: " + name);
        }

        @Override
        public boolean isList(String name) {
            return name.equals("cleanup.policy");
        }

        @Override
        public Optional<String> inherited(String name) {
            return Optional.of(name.equals("cleanup.policy") ? "delete" : "1");
        }

        @Override
        public List<ConfigEntry> describe(Map<String, String> overrides) {
            return List.of();
        }
    };

    /** The server, which several clusters share. */
    public static final class Server implements AutoCloseable {
        private final Path folder;
        private final EmbeddedZooKeeper zookeeper;
        private int clusters;

        public Server() {
            try {
                folder = Files.createTempDirectory("gatehouse-controller");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            zookeeper = EmbeddedZooKeeper.start(new EmbeddedZooKeeperSettings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    folder,
                    folder,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    100,
                    3,
                    24,
                    Optional.empty()));
        }

        void expire(ZkSession session) {
            Sessions.expire(zookeeper, session);
        }

        public TestCluster cluster(long seed) {
            return new TestCluster("127.0.0.1:" + zookeeper.port() + "/cluster-" + clusters++, seed);
        }

        @Override
        public void close() {
            zookeeper.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final String connect;
    private final Map<Integer, TestBroker> brokers = new ConcurrentHashMap<>();
    private final Random random;
    private final ZkSession observer;

    /** One order in so many is carried out without an answer, so that it comes again; 0 is never. */
    private volatile int lostAnswers;

    private TestCluster(String connect, long seed) {
        this.connect = connect;
        this.random = new Random(seed);
        this.observer = session();
        get(new ClusterIdentity(observer, random).preparePaths());
    }

    void loseOneAnswerIn(int orders) {
        lostAnswers = orders;
    }

    public ZkSession zookeeper() {
        return observer;
    }

    public ZkSession session() {
        return ZkSession.connect(new ZkSettings(
                connect, Duration.ofSeconds(20), Duration.ofSeconds(20), 10, Optional.empty(), false, false));
    }

    public TestBroker start(int id) {
        TestBroker broker = new TestBroker(id, session(), MemoryRoad::new, RULES, random.nextLong());
        brokers.put(id, broker);
        get(broker.start());
        return broker;
    }

    void crash(int id) {
        TestBroker broker = brokers.remove(id);
        if (broker != null) {
            broker.crash();
        }
    }

    Map<Integer, TestBroker> brokers() {
        return Map.copyOf(brokers);
    }

    Optional<TestBroker> controller() {
        return brokers.values().stream()
                .filter(broker -> broker.controller.active())
                .findFirst();
    }

    long controllers() {
        return brokers.values().stream()
                .filter(broker -> broker.controller.active())
                .count();
    }

    TestBroker awaitController() {
        await("a controller", () -> controller().isPresent());
        return controller().orElseThrow();
    }

    @Override
    public void close() {
        brokers.values().forEach(TestBroker::close);
        observer.close();
    }

    public static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no answer within " + PATIENCE, e);
        }
    }

    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** The road to whoever has the id now; a dead broker does not answer. */
    private final class MemoryRoad implements ControlRoad {
        private final int to;

        MemoryRoad(BrokerImage broker) {
            this.to = broker.id().value();
        }

        private CompletionStage<Answer> order(Function<TestBroker, Answer> work) {
            TestBroker broker = brokers.get(to);
            Supplier<CompletionStage<Answer>> silent =
                    () -> CompletableFuture.failedFuture(new IllegalStateException("no answer"));
            if (broker == null) {
                return silent.get();
            }
            Answer answer = work.apply(broker);
            int lost = lostAnswers;
            synchronized (random) {
                return lost > 0 && random.nextInt(lost) == 0 ? silent.get() : CompletableFuture.completedStage(answer);
            }
        }

        @Override
        public CompletionStage<Answer> leaderAndIsr(LeaderAndIsr order) {
            return order(broker -> broker.apply(order));
        }

        @Override
        public CompletionStage<Answer> updateMetadata(UpdateMetadata news) {
            return order(broker -> broker.apply(news));
        }

        @Override
        public CompletionStage<Answer> stopReplica(StopReplica order) {
            return order(broker -> broker.apply(order));
        }

        @Override
        public void close() {}
    }
}
