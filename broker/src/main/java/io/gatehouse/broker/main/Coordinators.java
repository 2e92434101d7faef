package io.gatehouse.broker.main;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.controller.producerids.ProducerIds;
import io.gatehouse.broker.controller.producerids.ZkProducerIdBlocks;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.GroupEdges;
import io.gatehouse.broker.group.GroupSettings;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.LeadershipListener;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** The coordinators of this broker: of groups, and of producer ids. */
record Coordinators(GroupCoordinator groups, ProducerIds producerIds) {
    private static final int LANES = 2;

    static Coordinators open(
            BrokerConfig config,
            Metadata metadata,
            Storage storage,
            ImagePublisher cluster,
            Foundation base,
            Closing closing) {
        List<ExecutorService> lanes = List.of(Threads.single("groups-0"), Threads.single("groups-1"));
        lanes.forEach(lane -> closing.add("group lane", () -> Threads.stop(lane)));
        Permit<TopicName> offsets = metadata.ownTopicPermit(Operation.WRITE, GroupCoordinator.OFFSETS_TOPIC);
        Supplier<String> memberIds = () -> uuid(base).toString();
        GroupEdges edges = new GroupEdges(
                storage.replicas(),
                offsets,
                new LaneTimers(base.timer(), base.clock()),
                base.clock(),
                new MemberAudit(base.audit()),
                memberIds);
        GroupCoordinator groups = closing.add(
                "groups",
                new GroupCoordinator(
                        settings(config),
                        edges,
                        partition -> lanes.get(partition % LANES),
                        () -> partitions(cluster.image())));
        storage.hosted().onLeadership(new OffsetsLeadership(groups));
        cluster.onTopicsGone(groups::topicsDeleted);
        return new Coordinators(
                groups, new ProducerIds(new ZkProducerIdBlocks(metadata.zookeeper(), metadata.brokerId())));
    }

    /** Nobody may guess a member's id, so it comes from the broker's own secure randomness. */
    private static UUID uuid(Foundation base) {
        long high = (base.random().nextLong() & 0xffffffffffff0fffL) | 0x4000L;
        long low = (base.random().nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private static int partitions(ClusterImage image) {
        return image.topic(GroupCoordinator.OFFSETS_TOPIC)
                .map(topic -> topic.partitions().size())
                .orElse(0);
    }

    private static GroupSettings settings(BrokerConfig config) {
        io.gatehouse.broker.config.GroupSettings from = config.groups();
        return new GroupSettings(
                from.sessionTimeoutMin(),
                from.sessionTimeoutMax(),
                from.initialRebalanceDelay(),
                from.sizeMax(),
                from.instancesBound(),
                from.metadataBytesMax(),
                from.offsetsRetention(),
                from.offsetsRetentionEvery(),
                from.offsetsPartitions(),
                GroupSettings.DEFAULTS.appendBytesMax());
    }

    /** The coordinator leads the groups of the partitions of its topic that this broker leads (COMPAT E2.4, E2.5). */
    private record OffsetsLeadership(GroupCoordinator groups) implements LeadershipListener {
        @Override
        public void leads(TopicPartition partition, int leaderEpoch) {
            if (partition.topic().equals(GroupCoordinator.OFFSETS_TOPIC)) {
                groups.becameLeader(partition.partition(), leaderEpoch);
            }
        }

        @Override
        public void resigned(TopicPartition partition) {
            if (partition.topic().equals(GroupCoordinator.OFFSETS_TOPIC)) {
                groups.resigned(partition.partition());
            }
        }
    }
}
