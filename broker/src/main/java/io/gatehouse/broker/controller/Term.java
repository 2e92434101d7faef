package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.controller.ControlRoad.Answer;
import io.gatehouse.broker.controller.znode.BrokerZnode;
import io.gatehouse.broker.controller.znode.CorruptZnode;
import io.gatehouse.broker.controller.znode.DeletedTopicZnode;
import io.gatehouse.broker.controller.znode.FeatureZnode;
import io.gatehouse.broker.controller.znode.KnownPaths;
import io.gatehouse.broker.controller.znode.LogDirEventZnode;
import io.gatehouse.broker.controller.znode.TopicZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.zk.ZkFailure;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeExists;
import io.gatehouse.zk.ZnodeKind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of office: from a won election to the resignation. Everything the controller knows hangs on it, so that
 * nothing of an old term acts in a new one. Thread: the controller loop; the public-looking methods are events.
 */
final class Term {
    private static final Logger LOGGER = LoggerFactory.getLogger(Term.class);

    private final EventLoop loop;
    private final Consumer<Throwable> onFailure;
    private final ZkSession zookeeper;
    private final ControllerSettings settings;
    private final Fence fence;
    private final ClusterState state;
    private final Znodes znodes;
    private final FencedZnodes fenced;
    private final Roads roads;
    private final TopicDeletion deletion;
    private final BrokerChanges brokers;
    private final TopicChanges topics;
    private boolean over;

    /** @param onFailure told when an event failed: the term has to end (COMPAT D1.7) */
    Term(
            Fence fence,
            BrokerId self,
            ZkSession zookeeper,
            EventLoop loop,
            ScheduledExecutorService timer,
            ControlRoad.Builder builder,
            ControllerSettings settings,
            Consumer<Throwable> onFailure) {
        this.loop = loop;
        this.onFailure = onFailure;
        this.zookeeper = zookeeper;
        this.settings = settings;
        this.fence = fence;
        this.state = new ClusterState(fence.epoch());
        this.znodes = new Znodes(zookeeper, loop);
        this.fenced = new FencedZnodes(zookeeper, znodes, fence);
        this.roads = new Roads(builder, timer, self, new RoadAnswers());
        LeaderChanges leaders = new LeaderChanges(state, znodes, fenced, settings.uncleanAllowed());
        this.deletion = new TopicDeletion(state, fenced, roads);
        this.brokers = new BrokerChanges(state, znodes, leaders, roads, deletion, () -> event(this::brokersChanged));
        this.topics = new TopicChanges(
                state, znodes, fenced, leaders, roads, settings.random(), name -> event(() -> topicChanged(name)));
    }

    int epoch() {
        return fence.epoch();
    }

    /** The order of COMPAT D2, for what there is. */
    CompletionStage<Void> begin() {
        return shapeFeatures()
                .thenCompose(shaped -> children(KnownPaths.LOG_DIR_EVENTS, this::disksLost))
                .thenCompose(old -> deleteAll(KnownPaths.LOG_DIR_EVENTS, old))
                .thenCompose(deleted -> deleteChildren(KnownPaths.ISR_CHANGES))
                .thenCompose(deleted -> brokers.load(children(BrokerZnode.PARENT, this::brokersChanged)))
                .thenCompose(loaded -> topics.load(children(TopicZnode.PARENT, this::topicsChanged)))
                .thenCompose(loaded -> loadDeletions())
                .thenCompose(loaded -> brokers.introduce())
                .thenCompose(introduced -> brokers.takeOver())
                .thenCompose(taken -> deletion.resume());
    }

    /** Nothing of this term acts any more. */
    void end() {
        over = true;
        roads.closeAll();
    }

    CompletionStage<ShutdownAnswer> controlledShutdown(BrokerId broker, long epoch) {
        return brokers.controlledShutdown(broker, epoch);
    }

    // Events

    private CompletionStage<Void> brokersChanged() {
        return brokers.changed(children(BrokerZnode.PARENT, this::brokersChanged));
    }

    private CompletionStage<Void> topicsChanged() {
        return topics.changed(children(TopicZnode.PARENT, this::topicsChanged))
                .thenAccept(gone -> gone.forEach(deletion::forget));
    }

    private CompletionStage<Void> topicChanged(TopicName topic) {
        return topics.dataChanged(topic);
    }

    /** COMPAT D5.10: who lost a directory is asked about all its replicas; every new controller asks anyway. */
    private CompletionStage<Void> disksLost() {
        return children(KnownPaths.LOG_DIR_EVENTS, this::disksLost)
                .thenCompose(names -> Stages.all(names, this::brokerOf).thenCompose(found -> {
                    brokers.askAboutDisks(
                            found.stream().flatMap(Optional::stream).collect(Collectors.toSet()));
                    return deleteAll(KnownPaths.LOG_DIR_EVENTS, names);
                }));
    }

    private CompletionStage<Optional<BrokerId>> brokerOf(String event) {
        return znodes.read(KnownPaths.LOG_DIR_EVENTS + "/" + event)
                .thenApply(node -> node.flatMap(value -> {
                    try {
                        return Optional.of(LogDirEventZnode.decode(value.data()));
                    } catch (CorruptZnode e) {
                        LOGGER.atError()
                                .addKeyValue("event", event)
                                .addKeyValue("problem", e.getMessage())
                                .log("the notice of a lost directory cannot be read");
                        return Optional.empty();
                    }
                }));
    }

    private CompletionStage<Void> deletionsChanged() {
        return loadDeletions().thenCompose(loaded -> deletion.resume());
    }

    private CompletionStage<List<String>> children(String path, Supplier<CompletionStage<Void>> onChange) {
        return znodes.childrenAndWatch(path, () -> event(onChange));
    }

    /** Runs {@code work} as an event of this term, if it is not over by then. */
    private void event(Supplier<CompletionStage<Void>> work) {
        loop.submit(() -> over ? Stages.done() : work.get()).whenComplete((done, failure) -> {
            if (failure != null) {
                onFailure.accept(failure);
            }
        });
    }

    // Steps

    /** COMPAT D2.1; not fenced, as Kafka does not. */
    private CompletionStage<Void> shapeFeatures() {
        return znodes.read(FeatureZnode.PATH).thenCompose(found -> {
            if (found.isEmpty()) {
                return znodes.onLoop(zookeeper
                        .create(FeatureZnode.PATH, FeatureZnode.encode(), ZnodeKind.PERSISTENT)
                        .handle((path, failure) -> createdOrThere(failure)));
            }
            if (FeatureZnode.enabled(found.get().data())) {
                return Stages.done();
            }
            return znodes.onLoop(zookeeper.write(
                            FeatureZnode.PATH,
                            FeatureZnode.encode(),
                            found.get().version()))
                    .thenAccept(version -> {});
        });
    }

    private static @Nullable Void createdOrThere(@Nullable Throwable failure) {
        if (failure != null && !(ZkFailure.unwrap(failure) instanceof ZnodeExists)) {
            throw new IllegalStateException("creating " + FeatureZnode.PATH, failure);
        }
        return null;
    }

    private CompletionStage<Void> deleteChildren(String path) {
        return znodes.children(path).thenCompose(names -> deleteAll(path, names));
    }

    private CompletionStage<Void> deleteAll(String path, List<String> names) {
        return Stages.all(names, name -> fenced.delete(path + "/" + name)).thenAccept(all -> {});
    }

    /** Takes over the wishes to delete; those that make no sense are removed (COMPAT D2.6, D10.1). */
    private CompletionStage<Void> loadDeletions() {
        return children(DeletedTopicZnode.PARENT, this::deletionsChanged).thenCompose(names -> {
            Set<String> senseless = new HashSet<>();
            for (String name : names) {
                Optional<TopicName> topic = TopicName.parse(name)
                        .filter(parsed ->
                                settings.deleteTopics() && state.topic(parsed).isPresent());
                topic.ifPresentOrElse(deletion::wanted, () -> senseless.add(name));
            }
            return Stages.all(senseless, name -> fenced.delete(DeletedTopicZnode.PARENT + "/" + name))
                    .thenAccept(all -> {});
        });
    }

    private final class RoadAnswers implements Roads.Answers {
        @Override
        public void led(int broker, LeaderAndIsr order, Answer answer) {
            Set<Replica> failed = new HashSet<>();
            answer.partitions().forEach((partition, error) -> {
                if (error == ErrorCode.KAFKA_STORAGE_ERROR) { // The others are ignored (COMPAT D7.4).
                    failed.add(new Replica(partition, broker));
                }
            });
            if (answer.error() != ErrorCode.NONE) {
                refused(broker, "LeaderAndIsr", answer.error());
            }
            if (!failed.isEmpty()) {
                event(() -> brokers.disksFailed(order.brokerEpoch(), failed));
            }
        }

        @Override
        public void told(int broker, UpdateMetadata news, Answer answer) {
            if (answer.error() != ErrorCode.NONE) {
                refused(broker, "UpdateMetadata", answer.error());
            } else if (news.partitions().stream().anyMatch(PartitionImage::beingDeleted)) {
                event(() -> deletion.told(broker, news));
            }
        }

        @Override
        public void stopped(int broker, StopReplica order, Answer answer) {
            if (answer.error() != ErrorCode.NONE) {
                refused(broker, "StopReplica", answer.error());
            }
            event(() -> deletion.answered(broker, order, answer));
        }

        private void refused(int broker, String order, ErrorCode error) {
            LOGGER.atWarn()
                    .addKeyValue("broker", broker)
                    .addKeyValue("order", order)
                    .addKeyValue("error", error)
                    .log("a broker refused an order of the controller");
        }
    }
}
