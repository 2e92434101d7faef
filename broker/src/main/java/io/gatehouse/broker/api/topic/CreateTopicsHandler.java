package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.controller.NewTopic;
import io.gatehouse.broker.controller.TopicAdmin;
import io.gatehouse.broker.controller.TopicConfigRules;
import io.gatehouse.broker.controller.TopicOutcome;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;

/** CreateTopics (key 19), answered by the controller (COMPAT D11.1, D11.9). */
public final class CreateTopicsHandler implements ApiHandler<CreateTopicsRequestData, CreateTopicsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.CREATE_TOPICS,
            2,
            7,
            RequiredRights.any(
                    "Create on the cluster, else on each topic (ACL-25)",
                    RequiredRights.on(ResourceType.CLUSTER, Operation.CREATE),
                    RequiredRights.on(ResourceType.TOPIC, Operation.CREATE)));

    private static final int UNKNOWN = -1;

    private final TopicAdmin topics;
    private final TopicConfigRules rules;
    private final TopicAudit audit;

    public CreateTopicsHandler(TopicAdmin topics, TopicConfigRules rules, TopicAudit audit) {
        this.topics = topics;
        this.rules = rules;
        this.audit = audit;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<CreateTopicsResponseData> handle(CreateTopicsRequestData request, RequestContext context) {
        Duration timeout = Duration.ofMillis(request.timeoutMs());
        PartitionBudget budget = new PartitionBudget(topics.settings().partitions());
        Map<String, CompletionStage<CreatableTopicResult>> results = new HashMap<>();
        for (CreatableTopic topic : request.topics()) {
            results.merge(
                    topic.name(),
                    request.topics().findAll(topic.name()).size() > 1
                            ? refused(topic.name(), ErrorCode.INVALID_REQUEST, "the request names the topic twice")
                            : create(topic, request.validateOnly(), timeout, budget, context),
                    (first, second) -> first);
        }
        return Stages.all(new ArrayList<>(results.values())).thenApply(all -> {
            CreateTopicsResponseData response = new CreateTopicsResponseData();
            all.forEach(response.topics()::add);
            return response;
        });
    }

    private CompletionStage<CreatableTopicResult> create(
            CreatableTopic topic,
            boolean validateOnly,
            Duration timeout,
            PartitionBudget budget,
            RequestContext context) {
        if (!topics.controller()) { // CONFORMANCE ACL-25: decided before the rights.
            return refused(topic.name(), ErrorCode.NOT_CONTROLLER, "this broker is not the controller");
        }
        Optional<TopicName> name = TopicName.parse(topic.name());
        if (name.isEmpty()) {
            return refused(
                    topic.name(),
                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "illegal topic name (expected: 1..249 of [a-zA-Z0-9._-], not . or ..)");
        }
        Function<Permit<?>, CompletionStage<CreatableTopicResult>> allowed =
                permit -> wish(topic, name.get()).filter(budget).create(permit, validateOnly, timeout, context);
        return context.access()
                .maybeCluster(Operation.CREATE)
                .<CompletionStage<CreatableTopicResult>>fold(
                        allowed,
                        denied -> context.access()
                                .topic(Operation.CREATE, name.get())
                                .fold(allowed, (error, sentence) -> refused(topic.name(), error, sentence)));
    }

    /** What is asked for, or why it cannot even be tried. */
    private final class Wish {
        private final TopicName name;
        private final Optional<NewTopic> topic;
        private final ErrorCode error;
        private final String message;

        Wish(TopicName name, Optional<NewTopic> topic, ErrorCode error, String message) {
            this.name = name;
            this.topic = topic;
            this.error = error;
            this.message = message;
        }

        Wish filter(PartitionBudget budget) {
            return topic.isEmpty() || budget.takes(topic.get())
                    ? this
                    : new Wish(
                            name,
                            Optional.empty(),
                            ErrorCode.POLICY_VIOLATION,
                            "more partitions in one request (expected: at most " + TopicAdmin.PARTITIONS_MAX + ")");
        }

        CompletionStage<CreatableTopicResult> create(
                Permit<?> permit, boolean validateOnly, Duration timeout, RequestContext context) {
            return topic.isEmpty()
                    ? refused(name.value(), error, message)
                    : topics.create(permit, topic.get(), validateOnly, timeout).thenApply(outcome -> {
                        audit.created(name, outcome, context.session());
                        return result(name, outcome, context);
                    });
        }
    }

    private Wish wish(CreatableTopic topic, TopicName name) {
        boolean manual = !topic.assignments().isEmpty();
        if (manual && (topic.numPartitions() != NewTopic.DEFAULT || topic.replicationFactor() != NewTopic.DEFAULT)) {
            return new Wish(
                    name,
                    Optional.empty(),
                    ErrorCode.INVALID_REQUEST,
                    "both counts and an assignment (expected: -1 for both counts beside an assignment)");
        }
        Map<String, String> configs = new HashMap<>();
        for (CreateTopicsRequestData.CreatableTopicConfig config : topic.configs()) {
            if (config.value() == null) {
                return new Wish(
                        name,
                        Optional.empty(),
                        ErrorCode.INVALID_CONFIG,
                        config.name() + " is null (expected: a value, or no such entry)");
            }
            configs.put(config.name(), config.value());
        }
        Map<Integer, List<Integer>> assignment = new HashMap<>();
        topic.assignments().forEach(each -> assignment.put(each.partitionIndex(), List.copyOf(each.brokerIds())));
        if (assignment.size() != topic.assignments().size()) {
            return new Wish(
                    name, Optional.empty(), ErrorCode.INVALID_REPLICA_ASSIGNMENT, "a partition is assigned twice");
        }
        NewTopic wanted = new NewTopic(
                name,
                topic.numPartitions(),
                topic.replicationFactor(),
                manual ? Optional.of(assignment) : Optional.empty(),
                configs);
        return new Wish(name, Optional.of(wanted), ErrorCode.NONE, "");
    }

    // The answer

    private CreatableTopicResult result(TopicName name, TopicOutcome outcome, RequestContext context) {
        CreatableTopicResult result = new CreatableTopicResult()
                .setName(name.value())
                .setTopicId(TopicUuids.uuid(outcome.id()))
                .setErrorCode(outcome.error().code())
                .setErrorMessage(outcome.message().orElse(null))
                .setNumPartitions(UNKNOWN)
                .setReplicationFactor((short) UNKNOWN)
                .setConfigs(List.of());
        if (!outcome.succeeded()) {
            return result;
        }
        return context.access()
                .visibleTopic(Operation.DESCRIBE_CONFIGS, name)
                .fold(
                        permit -> result.setNumPartitions(outcome.partitions())
                                .setReplicationFactor((short) outcome.replicationFactor())
                                .setConfigs(echo(outcome.configs())),
                        error -> result.setTopicConfigErrorCode(error.code()).setConfigs(null)); // ACL-26.
    }

    private List<CreatableTopicConfigs> echo(Map<String, String> overrides) {
        return rules.describe(overrides).stream()
                .map(entry -> new CreatableTopicConfigs()
                        .setName(entry.name())
                        .setValue(entry.value().orElse(null))
                        .setReadOnly(entry.readOnly())
                        .setConfigSource(entry.source().code())
                        .setIsSensitive(entry.sensitive()))
                .toList();
    }

    private static CompletionStage<CreatableTopicResult> refused(String name, ErrorCode error, String message) {
        return CompletableFuture.completedStage(new CreatableTopicResult()
                .setName(name)
                .setErrorCode(error.code())
                .setErrorMessage(message)
                .setConfigs(List.of()));
    }
}
