package io.gatehouse.broker.controller;

import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topic that holds consumer groups, when it is first needed, from any broker (COMPAT E2.3). Thread: any. */
public final class InternalTopics {
    public static final TopicName OFFSETS = new TopicName("__consumer_offsets");

    private static final Logger LOGGER = LoggerFactory.getLogger(InternalTopics.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * @param partitions {@code offsets.topic.num.partitions}
     * @param replicationFactor {@code offsets.topic.replication.factor}
     * @param segmentBytes {@code offsets.topic.segment.bytes}
     */
    public record Settings(int partitions, int replicationFactor, int segmentBytes) {}

    private final TopicAdmin topics;
    private final Supplier<Optional<Permit<ClusterScope>>> ownRight;
    private final Settings settings;
    private final AtomicBoolean running = new AtomicBoolean();

    /** @param ownRight this broker's own permit for CLUSTER_ACTION; empty if the rules do not give it that (AZN-26) */
    public InternalTopics(TopicAdmin topics, Supplier<Optional<Permit<ClusterScope>>> ownRight, Settings settings) {
        this.topics = topics;
        this.ownRight = ownRight;
        this.settings = settings;
    }

    /** Starts to create the topic unless it exists or that is under way. A failure is logged; the next call tries again. */
    public void ensure(TopicName topic) {
        if (!topic.equals(OFFSETS) || topics.known(topic) || !running.compareAndSet(false, true)) {
            return;
        }
        Optional<Permit<ClusterScope>> permit = ownRight.get();
        if (permit.isEmpty()) {
            running.set(false);
            failed("this broker's principal has no ClusterAction on the cluster");
            return;
        }
        topics.create(permit.get(), offsets(), false, PATIENCE).whenComplete((outcome, failure) -> {
            running.set(false);
            if (failure != null) {
                failed(String.valueOf(Stages.cause(failure).getMessage()));
            } else if (!outcome.succeeded() && outcome.error() != ErrorCode.TOPIC_ALREADY_EXISTS) {
                failed(outcome.error()
                        + outcome.message().map(text -> ": " + text).orElse(""));
            }
        });
    }

    private static void failed(String problem) {
        LOGGER.atWarn()
                .addKeyValue("topic", OFFSETS)
                .addKeyValue("problem", problem)
                .log("an internal topic could not be created, the next request tries again");
    }

    private NewTopic offsets() {
        return new NewTopic(
                OFFSETS,
                settings.partitions(),
                settings.replicationFactor(),
                Optional.empty(),
                Map.of(
                        "cleanup.policy", "compact",
                        "compression.type", "producer",
                        "segment.bytes", Integer.toString(settings.segmentBytes())));
    }
}
