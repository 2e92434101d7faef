package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.controller.TopicAdmin;
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
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;

/** CreatePartitions (key 37), answered by the controller (COMPAT D11.3, D11.9). */
public final class CreatePartitionsHandler
        implements ApiHandler<CreatePartitionsRequestData, CreatePartitionsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.CREATE_PARTITIONS,
            0,
            3,
            RequiredRights.all("Alter on each topic (ACL-48)", RequiredRights.on(ResourceType.TOPIC, Operation.ALTER)));

    private final TopicAdmin topics;
    private final TopicAudit audit;

    public CreatePartitionsHandler(TopicAdmin topics, TopicAudit audit) {
        this.topics = topics;
        this.audit = audit;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<CreatePartitionsResponseData> handle(
            CreatePartitionsRequestData request, RequestContext context) {
        Map<String, CompletionStage<CreatePartitionsTopicResult>> results = new HashMap<>();
        for (CreatePartitionsTopic topic : request.topics()) {
            results.merge(
                    topic.name(),
                    request.topics().findAll(topic.name()).size() > 1
                            ? refused(topic.name(), ErrorCode.INVALID_REQUEST, "the request names the topic twice")
                            : grow(topic, request, context),
                    (first, second) -> first);
        }
        return Stages.all(new ArrayList<>(results.values()))
                .thenApply(all -> new CreatePartitionsResponseData().setResults(all));
    }

    private CompletionStage<CreatePartitionsTopicResult> grow(
            CreatePartitionsTopic topic, CreatePartitionsRequestData request, RequestContext context) {
        if (!topics.controller()) {
            return refused(topic.name(), ErrorCode.NOT_CONTROLLER, "this broker is not the controller");
        }
        Optional<TopicName> name = TopicName.parse(topic.name());
        if (name.isEmpty()) {
            return refused(topic.name(), ErrorCode.INVALID_TOPIC_EXCEPTION, "illegal topic name");
        }
        Optional<List<List<Integer>>> assignment = Optional.ofNullable(topic.assignments())
                .map(lists -> lists.stream()
                        .map(list -> List.copyOf(list.brokerIds()))
                        .toList());
        Duration timeout = Duration.ofMillis(request.timeoutMs());
        return context.access()
                .topic(Operation.ALTER, name.get())
                .<CompletionStage<CreatePartitionsTopicResult>>fold(
                        permit -> topics.grow(permit, topic.count(), assignment, request.validateOnly(), timeout)
                                .thenApply(outcome -> {
                                    if (!request.validateOnly()) {
                                        audit.grown(name.get(), topic.count(), outcome.error(), context.session());
                                    }
                                    return result(name.get(), outcome);
                                }),
                        (error, sentence) -> refused(topic.name(), error, sentence));
    }

    private static CreatePartitionsTopicResult result(TopicName name, TopicOutcome outcome) {
        return new CreatePartitionsTopicResult()
                .setName(name.value())
                .setErrorCode(outcome.error().code())
                .setErrorMessage(outcome.message().orElse(null));
    }

    private static CompletionStage<CreatePartitionsTopicResult> refused(String name, ErrorCode error, String message) {
        return CompletableFuture.completedStage(new CreatePartitionsTopicResult()
                .setName(name)
                .setErrorCode(error.code())
                .setErrorMessage(message));
    }
}
