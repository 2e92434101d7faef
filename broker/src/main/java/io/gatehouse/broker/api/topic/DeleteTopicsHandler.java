package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.controller.TopicAdmin;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.jspecify.annotations.Nullable;

/** DeleteTopics (key 20), by name or by id, answered by the controller (COMPAT D11.2). */
public final class DeleteTopicsHandler implements ApiHandler<DeleteTopicsRequestData, DeleteTopicsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(ApiKey.DELETE_TOPICS, 1, 6, "Delete on each topic (ACL-27)");

    /** The version from which topics are listed with a name or an id each. */
    private static final int STATES = 6;

    /** The version that knows TOPIC_DELETION_DISABLED (CONFORMANCE ERR-24). */
    private static final int KNOWS_DISABLED = 3;

    private final TopicAdmin topics;
    private final ImagePublisher cluster;

    public DeleteTopicsHandler(TopicAdmin topics, ImagePublisher cluster) {
        this.topics = topics;
        this.cluster = cluster;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DeleteTopicsResponseData> handle(DeleteTopicsRequestData request, RequestContext context) {
        Duration timeout = Duration.ofMillis(request.timeoutMs());
        List<CompletionStage<DeletableTopicResult>> results = new ArrayList<>();
        if (context.version() >= STATES) {
            request.topics().forEach(topic -> results.add(deleteOne(topic, timeout, context)));
        } else {
            request.topicNames().forEach(name -> results.add(deleteNamed(name, Uuid.ZERO_UUID, timeout, context)));
        }
        return Stages.all(results).thenApply(all -> {
            DeleteTopicsResponseData response = new DeleteTopicsResponseData();
            response.responses().addAll(all);
            return response;
        });
    }

    private CompletionStage<DeletableTopicResult> deleteOne(
            DeleteTopicState topic, Duration timeout, RequestContext context) {
        if (topic.name() != null) {
            return topic.topicId().equals(Uuid.ZERO_UUID)
                    ? deleteNamed(topic.name(), Uuid.ZERO_UUID, timeout, context)
                    : refused(topic.name(), topic.topicId(), ErrorCode.INVALID_REQUEST);
        }
        if (!topics.controller()) {
            return refused(null, topic.topicId(), ErrorCode.NOT_CONTROLLER);
        }
        Optional<TopicName> name = TopicUuids.byId(cluster.image(), topic.topicId());
        if (name.isEmpty()) {
            return refused(null, topic.topicId(), ErrorCode.UNKNOWN_TOPIC_ID);
        }
        return context.access().visibleTopic(Operation.DESCRIBE, name.get()).allowed()
                ? deleteNamed(name.get().value(), topic.topicId(), timeout, context)
                : refused(null, topic.topicId(), ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    }

    private CompletionStage<DeletableTopicResult> deleteNamed(
            String text, Uuid id, Duration timeout, RequestContext context) {
        if (!topics.controller()) {
            return refused(text, id, ErrorCode.NOT_CONTROLLER);
        }
        if (!topics.settings().deleteTopics()) {
            return refused(text, id, disabled(context.version())); // Decided before rights (ACL-27).
        }
        Optional<TopicName> name = TopicName.parse(text);
        if (name.isEmpty()) {
            return refused(text, id, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        return context.access()
                .topic(Operation.DELETE, name.get())
                .<CompletionStage<ErrorCode>>fold(
                        permit -> permit.resource().internal()
                                ? CompletableFuture.completedStage(ErrorCode.INVALID_TOPIC_EXCEPTION)
                                : topics.delete(permit, timeout),
                        CompletableFuture::completedStage)
                .thenApply(error -> result(text, id, error));
    }

    private static ErrorCode disabled(short version) {
        return version >= KNOWS_DISABLED ? ErrorCode.TOPIC_DELETION_DISABLED : ErrorCode.INVALID_REQUEST;
    }

    private static CompletionStage<DeletableTopicResult> refused(@Nullable String name, Uuid id, ErrorCode error) {
        return CompletableFuture.completedStage(result(name, id, error));
    }

    private static DeletableTopicResult result(@Nullable String name, Uuid id, ErrorCode error) {
        return new DeletableTopicResult().setName(name).setTopicId(id).setErrorCode(error.code());
    }
}
