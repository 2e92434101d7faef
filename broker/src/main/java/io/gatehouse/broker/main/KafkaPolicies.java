package io.gatehouse.broker.main;

import io.gatehouse.broker.config.PluginClass;
import io.gatehouse.broker.config.PolicySettings;
import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.NewTopic;
import io.gatehouse.broker.controller.TopicOutcome;
import io.gatehouse.broker.controller.TopicPolicies;
import io.gatehouse.broker.model.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.AlterConfigPolicy;
import org.apache.kafka.server.policy.CreateTopicPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plug-ins of Kafka's interfaces for what topics may be like ({@code create.topic.policy.class.name}, {@code
 * alter.config.policy.class.name}; CONFORMANCE SPI-12). They are asked on a thread of their own, one wish after the other, so
 * they may take their time. What they throw refuses.
 */
final class KafkaPolicies implements TopicPolicies {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaPolicies.class);
    private static final int QUEUED_MAX = 1_000;

    private final @Nullable CreateTopicPolicy creation;
    private final @Nullable AlterConfigPolicy alteration;
    private final Executor thread;

    KafkaPolicies(@Nullable CreateTopicPolicy creation, @Nullable AlterConfigPolicy alteration, Executor thread) {
        this.creation = creation;
        this.alteration = alteration;
        this.thread = thread;
    }

    /** @throws StartFailure when a plug-in does not want to */
    static TopicPolicies open(PolicySettings settings, Closing closing) {
        if (settings.creation().isEmpty() && settings.alteration().isEmpty()) {
            return TopicPolicies.NONE;
        }
        ExecutorService thread = Threads.waiting("topic-policies", 1, QUEUED_MAX);
        closing.add("topic policies' thread", () -> Threads.stop(thread));
        return new KafkaPolicies(
                settings.creation()
                        .map(plugin -> closing.add("create.topic.policy.class.name", made(plugin)))
                        .orElse(null),
                settings.alteration()
                        .map(plugin -> closing.add("alter.config.policy.class.name", made(plugin)))
                        .orElse(null),
                thread);
    }

    private static <T extends Configurable> T made(PluginClass<T> plugin) {
        try {
            T policy = plugin.type().getConstructor().newInstance();
            policy.configure(plugin.settings());
            return policy;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new StartFailure(
                    "topic policy " + plugin + " failed (expected: one that can be made and configured): " + e, e);
        }
    }

    @Override
    public CompletionStage<TopicOutcome> creating(NewTopic wanted, Supplier<CompletionStage<TopicOutcome>> allowed) {
        CreateTopicPolicy policy = creation;
        return policy == null
                ? allowed.get()
                : judged(() -> policy.validate(metadata(wanted)), allowed, TopicOutcome::refused);
    }

    /** As Kafka has it: counts or an assignment, and null for the other. */
    private static CreateTopicPolicy.RequestMetadata metadata(NewTopic wanted) {
        boolean counts = wanted.assignment().isEmpty();
        return new CreateTopicPolicy.RequestMetadata(
                wanted.name().value(),
                counts ? wanted.partitions() : null,
                counts ? (short) wanted.replicationFactor() : null,
                wanted.assignment().orElse(null),
                wanted.configs());
    }

    @Override
    public CompletionStage<AlterOutcome> altering(
            Target target, Map<String, Optional<String>> entries, Supplier<CompletionStage<AlterOutcome>> allowed) {
        AlterConfigPolicy policy = alteration;
        if (policy == null) {
            return allowed.get();
        }
        Map<String, String> configs = new HashMap<>();
        entries.forEach((name, value) -> configs.put(name, value.orElse(null)));
        ConfigResource resource = new ConfigResource(
                target.topic() ? ConfigResource.Type.TOPIC : ConfigResource.Type.BROKER, target.name());
        return judged(
                () -> policy.validate(new AlterConfigPolicy.RequestMetadata(resource, configs)),
                allowed,
                AlterOutcome::refused);
    }

    private interface Refused<T> {
        T outcome(ErrorCode error, String message);
    }

    private <T> CompletionStage<T> judged(Runnable judging, Supplier<CompletionStage<T>> allowed, Refused<T> refused) {
        try {
            return CompletableFuture.runAsync(judging, thread)
                    .<CompletionStage<T>>handle((done, failure) -> failure == null
                            ? allowed.get()
                            : CompletableFuture.completedStage(refusal(unwrapped(failure), refused)))
                    .thenCompose(Function.identity());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedStage(
                    refused.outcome(ErrorCode.THROTTLING_QUOTA_EXCEEDED, "This broker is too busy now; try again."));
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }

    private static <T> T refusal(Throwable failure, Refused<T> refused) {
        if (failure instanceof PolicyViolationException) {
            String message = failure.getMessage();
            return refused.outcome(
                    ErrorCode.POLICY_VIOLATION, message == null ? "The policy of this cluster forbids it." : message);
        }
        LOGGER.atError().setCause(failure).log("a topic policy failed: what it was asked about is refused");
        return refused.outcome(
                ErrorCode.UNKNOWN_SERVER_ERROR,
                "The policy of this cluster could not decide; the broker's log says why.");
    }
}
