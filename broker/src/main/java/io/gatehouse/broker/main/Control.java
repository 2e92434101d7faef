package io.gatehouse.broker.main;

import static io.gatehouse.broker.main.Waiting.await;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.api.control.WireControlRoad;
import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.controller.ControlRoad;
import io.gatehouse.broker.controller.Controller;
import io.gatehouse.broker.controller.ControllerSettings;
import io.gatehouse.broker.controller.InternalTopics;
import io.gatehouse.broker.controller.Registration;
import io.gatehouse.broker.controller.TopicAdmin;
import io.gatehouse.broker.controller.TopicAdminSettings;
import io.gatehouse.broker.controller.TopicPolicies;
import io.gatehouse.broker.net.PeerClient;
import io.gatehouse.broker.net.PeerClients;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** This broker's registration, its controller, whether or not it is the active one, and what goes through them. */
record Control(
        Registration registration,
        Controller controller,
        TopicAdmin topics,
        TopicPolicies policies,
        InternalTopics internalTopics) {
    /** Followers do not fetch yet, so a second replica would be accepted and not kept. */
    private static final int REPLICAS_MAX = 1;

    /** Kafka's: a session that is over is noticed a little after its timeout. */
    private static final Duration AFTER_SESSION = Duration.ofSeconds(5);

    /** How long the first news of the controller may take; a controller elsewhere may be busy with an election. */
    private static final Duration NEWS_PATIENCE = Duration.ofSeconds(60);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final String UNCLEAN = "unclean.leader.election.enable";

    static Control prepare(
            BrokerConfig config,
            Metadata metadata,
            ImagePublisher cluster,
            BrokerImage self,
            PeerClients peers,
            Foundation base,
            Closing closing) {
        ScheduledExecutorService loop = Threads.timer("controller");
        closing.add("controller loop", () -> Threads.stop(loop));
        Registration registration = new Registration(
                metadata.zookeeper(),
                self,
                config.zooKeeper().sessionTimeout().plus(AFTER_SESSION),
                base.clock(),
                base.timer());
        Controller controller = new Controller(
                metadata.zookeeper(),
                registration,
                broker -> road(broker, config.interBrokerListener(), peers),
                new ControllerSettings(
                        config.topics().deletable(),
                        topic -> Boolean.parseBoolean(
                                metadata.topicSettings().known(topic).getOrDefault(UNCLEAN, "false")),
                        base.random()),
                base.clock(),
                loop);
        closing.add("controller", () -> await(controller.close(), STOP_PATIENCE, "resigning"));
        TopicPolicies policies = KafkaPolicies.open(config.policies(), closing);
        TopicAdmin topics = new TopicAdmin(
                metadata.zookeeper(),
                controller,
                cluster,
                metadata.topicRules(),
                policies,
                new TopicAdminSettings(
                        config.topics().partitions(),
                        config.topics().replicationFactor(),
                        REPLICAS_MAX,
                        config.topics().deletable()),
                base.random(),
                base.timer());
        InternalTopics internal = new InternalTopics(
                topics,
                () -> metadata.ownClusterPermit(Operation.CLUSTER_ACTION),
                new InternalTopics.Settings(
                        config.groups().offsetsPartitions(),
                        config.groups().offsetsReplicationFactor(),
                        config.groups().offsetsSegmentBytes()));
        return new Control(registration, controller, topics, policies, internal);
    }

    private static ControlRoad road(BrokerImage broker, String listener, PeerClients peers) {
        BrokerEndpoint endpoint = broker.endpoint(listener)
                .orElseThrow(() -> new IllegalStateException(
                        "broker " + broker.id() + " has no listener " + listener + " for brokers"));
        PeerClient client = peers.to(endpoint.host(), endpoint.port());
        return new WireControlRoad(client::send, client::close);
    }

    /** Joins the cluster, and returns when the controller has told this broker who lives and what it leads. */
    void join(ImagePublisher cluster, int topicsInZooKeeper) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        cluster.onChange((before, after) -> {
            if (after.brokers().containsKey(registration.broker().id())
                    && after.topics().size() >= topicsInZooKeeper) {
                told.complete(null);
            }
        });
        await(registration.register(), NEWS_PATIENCE, "registering in ZooKeeper");
        await(controller.start(), NEWS_PATIENCE, "the election of a controller");
        await(told.orTimeout(NEWS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS), NEWS_PATIENCE, "the controller's news");
    }
}
