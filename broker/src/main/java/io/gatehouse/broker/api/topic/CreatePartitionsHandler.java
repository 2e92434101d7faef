package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.controller.TopicAdmin;
import io.gatehouse.broker.controller.TopicOutcome;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.jspecify.annotations.Nullable;

/** CreatePartitions (key 37), answered by the controller (COMPAT D11.3). */
public final class CreatePartitionsHandler
        implements ApiHandler<CreatePartitionsRequestData, CreatePartitionsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(ApiKey.CREATE_PARTITIONS, 0, 3, "Alter on each topic (ACL-48)");

    private final TopicAdmin topics;

    public CreatePartitionsHandler(TopicAdmin topics) {
        this.topics = topics;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<CreatePartitionsResponseData> handle(
            CreatePartitionsRequestData request, RequestContext context) {
        List<CompletionStage<CreatePartitionsTopicResult>> results = new ArrayList<>();
        for (CreatePartitionsTopic topic : request.topics()) {
            results.add(grow(topic, request, context));
        }
        return Stages.all(results).thenApply(all -> new CreatePartitionsResponseData().setResults(all));
    }

    private CompletionStage<CreatePartitionsTopicResult> grow(
            CreatePartitionsTopic topic, CreatePartitionsRequestData request, RequestContext context) {
        if (!topics.controller()) {
            return refused(topic.name(), ErrorCode.NOT_CONTROLLER);
        }
        if (request.topics().findAll(topic.name()).size() > 1) {
            return refused(topic.name(), ErrorCode.INVALID_REQUEST);
        }
        Optional<TopicName> name = TopicName.parse(topic.name());
        if (name.isEmpty()) {
            return refused(topic.name(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        return context.access()
                .topic(Operation.ALTER, name.get())
                .<CompletionStage<CreatePartitionsTopicResult>>fold(
                        permit -> grow(permit, topic, request), error -> refused(topic.name(), error));
    }

    private CompletionStage<CreatePartitionsTopicResult> grow(
            Permit<TopicName> permit, CreatePartitionsTopic topic, CreatePartitionsRequestData request) {
        if (permit.resource().internal()) {
            return refused(topic.name(), ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        Optional<List<List<Integer>>> assignment = Optional.ofNullable(topic.assignments())
                .map(lists -> lists.stream()
                        .map(CreatePartitionsAssignment::brokerIds)
                        .toList());
        return topics.grow(
                        permit,
                        topic.count(),
                        assignment,
                        request.validateOnly(),
                        Duration.ofMillis(request.timeoutMs()))
                .thenApply(outcome -> result(topic.name(), outcome));
    }

    private static CreatePartitionsTopicResult result(String name, TopicOutcome outcome) {
        return result(name, outcome.error(), outcome.message().orElse(null));
    }

    private static CompletionStage<CreatePartitionsTopicResult> refused(String name, ErrorCode error) {
        return CompletableFuture.completedStage(result(name, error, null));
    }

    private static CreatePartitionsTopicResult result(String name, ErrorCode error, @Nullable String message) {
        return new CreatePartitionsTopicResult()
                .setName(name)
                .setErrorCode(error.code())
                .setErrorMessage(message);
    }
}
