package io.gatehouse.broker.controller;

import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the topics that hold coordinators' state, when they are first needed, from any broker (COMPAT E2.3). Thread: any. */
public final class InternalTopics {
    public static final TopicName OFFSETS = new TopicName("__consumer_offsets");

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
    private final AtomicReference<@Nullable CompletionStage<ErrorCode>> running = new AtomicReference<>();

    /** @param ownRight this broker's own permit for CLUSTER_ACTION; empty if the rules do not give it that (AZN-26) */
    public InternalTopics(TopicAdmin topics, Supplier<Optional<Permit<ClusterScope>>> ownRight, Settings settings) {
        this.topics = topics;
        this.ownRight = ownRight;
        this.settings = settings;
    }

    /** NONE or TOPIC_ALREADY_EXISTS once the topic is there, otherwise why not; one attempt at a time. */
    public CompletionStage<ErrorCode> createOffsets() {
        CompletionStage<ErrorCode> now = running.get();
        if (now != null) {
            return now;
        }
        Optional<Permit<ClusterScope>> permit = ownRight.get();
        if (permit.isEmpty()) {
            return Stages.of(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
        }
        CompletionStage<ErrorCode> attempt =
                topics.create(permit.get(), offsets(), false, PATIENCE).thenApply(TopicOutcome::error);
        running.set(attempt);
        return attempt.whenComplete((done, failure) -> running.set(null));
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
