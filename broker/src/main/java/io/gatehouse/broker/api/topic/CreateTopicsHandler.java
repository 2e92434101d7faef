package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.controller.NewTopic;
import io.gatehouse.broker.controller.TopicAdmin;
import io.gatehouse.broker.controller.TopicOutcome;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;

/** CreateTopics (key 19), answered by the controller (COMPAT D11.1). */
public final class CreateTopicsHandler implements ApiHandler<CreateTopicsRequestData, CreateTopicsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.CREATE_TOPICS,
            2,
            7,
            "Create on the cluster or on each topic (ACL-25); DescribeConfigs on it to see its settings (ACL-26)");

    private final TopicAdmin topics;
    private final TopicSettingsView settings;

    public CreateTopicsHandler(TopicAdmin topics, TopicSettingsView settings) {
        this.topics = topics;
        this.settings = settings;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<CreateTopicsResponseData> handle(CreateTopicsRequestData request, RequestContext context) {
        Set<String> twice = twice(request);
        List<CompletionStage<CreatableTopicResult>> results = new ArrayList<>();
        for (CreatableTopic topic : request.topics()) {
            results.add(
                    twice.contains(topic.name())
                            ? refused(topic.name(), ErrorCode.INVALID_REQUEST, "the topic stands in the request twice")
                            : create(topic, request, context));
        }
        return Stages.all(results).thenApply(all -> {
            CreateTopicsResponseData response = new CreateTopicsResponseData();
            Set<String> said = new HashSet<>();
            all.stream().filter(result -> said.add(result.name())).forEach(response.topics()::add);
            return response;
        });
    }

    private static Set<String> twice(CreateTopicsRequestData request) {
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        request.topics().forEach(topic -> {
            if (!once.add(topic.name())) {
                twice.add(topic.name());
            }
        });
        return twice;
    }

    private CompletionStage<CreatableTopicResult> create(
            CreatableTopic topic, CreateTopicsRequestData request, RequestContext context) {
        if (!topics.controller()) {
            return refused(topic.name(), ErrorCode.NOT_CONTROLLER, "this broker is not the controller");
        }
        Optional<TopicName> name = TopicName.parse(topic.name());
        if (name.isEmpty()) {
            return refused(
                    topic.name(),
                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "topic name (expected: 1..249 of [a-zA-Z0-9._-], not . or ..)");
        }
        Optional<Permit<?>> permit = right(name.get(), context);
        if (permit.isEmpty()) {
            return refused(topic.name(), ErrorCode.TOPIC_AUTHORIZATION_FAILED, "no right to create this topic");
        }
        if (name.get().internal()) {
            return refused(
                    topic.name(), ErrorCode.INVALID_TOPIC_EXCEPTION, "the broker itself creates its internal topics");
        }
        Optional<String> contradiction = contradiction(topic);
        if (contradiction.isPresent()) {
            return refused(topic.name(), ErrorCode.INVALID_REQUEST, contradiction.get());
        }
        return topics.create(
                        permit.get(),
                        wish(name.get(), topic),
                        request.validateOnly(),
                        Duration.ofMillis(request.timeoutMs()))
                .thenApply(outcome -> result(name.get(), outcome, context));
    }

    private static Optional<Permit<?>> right(TopicName name, RequestContext context) {
        Optional<Permit<?>> onCluster =
                context.access().maybeCluster(Operation.CREATE).permit().map(permit -> permit);
        return onCluster.isPresent()
                ? onCluster
                : context.access().topic(Operation.CREATE, name).permit().map(permit -> permit);
    }

    /** What makes a wish mean two things at once. */
    private static Optional<String> contradiction(CreatableTopic topic) {
        if (!topic.assignments().isEmpty() && (topic.numPartitions() != -1 || topic.replicationFactor() != -1)) {
            return Optional.of("partitions or replication factor and an assignment (expected: one or the other)");
        }
        Set<String> keys = new HashSet<>();
        if (topic.configs().stream().anyMatch(config -> !keys.add(config.name()))) {
            return Optional.of("a setting stands in the request twice");
        }
        Set<Integer> partitions = new HashSet<>();
        if (topic.assignments().stream().anyMatch(one -> !partitions.add(one.partitionIndex()))) {
            return Optional.of("a partition stands in the assignment twice");
        }
        return topic.configs().stream().anyMatch(config -> config.value() == null)
                ? Optional.of("a setting without a value")
                : Optional.empty();
    }

    private static NewTopic wish(TopicName name, CreatableTopic topic) {
        Map<Integer, List<Integer>> assignment = new HashMap<>();
        topic.assignments().forEach(one -> assignment.put(one.partitionIndex(), one.brokerIds()));
        Map<String, String> configs = new HashMap<>();
        topic.configs().forEach(config -> configs.put(config.name(), config.value()));
        return new NewTopic(
                name,
                topic.numPartitions(),
                topic.replicationFactor(),
                assignment.isEmpty() ? Optional.empty() : Optional.of(assignment),
                configs);
    }

    private CreatableTopicResult result(TopicName name, TopicOutcome outcome, RequestContext context) {
        CreatableTopicResult result = new CreatableTopicResult()
                .setName(name.value())
                .setErrorCode(outcome.error().code())
                .setErrorMessage(outcome.message().orElse(null))
                .setTopicId(TopicUuids.uuid(outcome.id()));
        if (!outcome.succeeded()) {
            return result.setNumPartitions(-1).setReplicationFactor((short) -1).setConfigs(List.of());
        }
        return context.access()
                .topic(Operation.DESCRIBE_CONFIGS, name)
                .fold(
                        permit -> result.setNumPartitions(outcome.partitions())
                                .setReplicationFactor((short) outcome.replicationFactor())
                                .setConfigs(echo(outcome.configs())),
                        error -> result.setTopicConfigErrorCode(error.code())
                                .setNumPartitions(-1)
                                .setReplicationFactor((short) -1)
                                .setConfigs(List.of()));
    }

    private List<CreatableTopicConfigs> echo(Map<String, String> overrides) {
        return settings.of(overrides).stream()
                .map(entry -> new CreatableTopicConfigs()
                        .setName(entry.name())
                        .setValue(entry.value())
                        .setReadOnly(false)
                        .setConfigSource(entry.source().code())
                        .setIsSensitive(false))
                .toList();
    }

    private static CompletionStage<CreatableTopicResult> refused(String name, ErrorCode error, String message) {
        return CompletableFuture.completedStage(new CreatableTopicResult()
                .setName(name)
                .setErrorCode(error.code())
                .setErrorMessage(message)
                .setNumPartitions(-1)
                .setReplicationFactor((short) -1)
                .setConfigs(List.of()));
    }
}
