package io.gatehouse.broker.api.data;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogDirectorySettings;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.HostedPartitions;
import io.gatehouse.broker.replica.ReplicaSettings;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestHeader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A broker's log and its picture of the cluster, with one topic that comes and goes as the controller says. */
final class HostedTopic implements AutoCloseable {
    static final TopicName NAME = new TopicName("orders");
    static final VerifiedPrincipal ROOT = VerifiedPrincipal.user("root");

    private static final BrokerId SELF = new BrokerId(1);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    final AclEngine engine = new AclEngine(Set.of(ROOT), false, check -> {});
    final ImagePublisher cluster = new ImagePublisher();
    final Replicas replicas;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final LogDirectory directory;
    private final int partitions;

    HostedTopic(Path folder, int partitions) {
        this.partitions = partitions;
        directory = directory(folder);
        replicas = replicas(directory, List.of(), timer);
    }

    static LogDirectory directory(Path folder) {
        LogDirectory directory = LogDirectory.open(
                LogDirectorySettings.of(folder.resolve("data"), "cluster", SELF),
                new Random(1),
                InstantSource.system());
        directory.loadAll(topic -> LogConfig.defaults(), (partition, done, total, recovered) -> {});
        return directory;
    }

    /** @param lost directories that are offline */
    static Replicas replicas(LogDirectory directory, List<Path> lost, ScheduledExecutorService timer) {
        HostedPartitions hosted = new HostedPartitions(
                new ReplicaSettings(SELF, Map.of(), 1, Long.MAX_VALUE),
                List.of(directory),
                lost,
                topic -> CompletableFuture.completedStage(Map.of()));
        return new Replicas(hosted, timer, InstantSource.system());
    }

    /** LeaderAndIsr. */
    void host(TopicId id) {
        List<LeaderAndIsr.Assignment> assignments = states(SELF.value())
                .map(state -> new LeaderAndIsr.Assignment(id, state, true))
                .toList();
        await(replicas.apply(new LeaderAndIsr(SELF, 1, 1, assignments)));
    }

    /** StopReplica. */
    void drop() {
        List<StopReplica.Stop> stops = states(SELF.value())
                .map(state -> new StopReplica.Stop(state.partition(), StopReplica.EPOCH_DURING_DELETE, true))
                .toList();
        await(replicas.apply(new StopReplica(SELF, 1, 1, stops)));
    }

    /** UpdateMetadata: the topic is there. */
    void publish(TopicId id) {
        publish(id, SELF.value());
    }

    /** UpdateMetadata: the topic is being deleted. */
    void withdraw(TopicId id) {
        publish(id, PartitionImage.LEADER_DURING_DELETE);
    }

    private void publish(TopicId id, int leader) {
        cluster.apply(new UpdateMetadata(SELF, 1, 1, List.of(), states(leader).toList(), Map.of(NAME, id)));
    }

    private Stream<PartitionImage> states(int leader) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new PartitionImage(
                        new TopicPartition(NAME, partition), 1, leader, 0, List.of(1), 0, List.of(1), List.of()));
    }

    RequestContext context(ApiKey key, short version, VerifiedPrincipal who) {
        return new RequestContext(
                new RequestHeader(key.id(), version, 1, "client"),
                new Session("s", who, "SCRAM-SHA-512", "SECURE", "10.0.0.7", NOW, Optional.empty()),
                engine.access(new Subject(who, "10.0.0.7")),
                NOW,
                Runnable::run);
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        directory.close();
    }
}
