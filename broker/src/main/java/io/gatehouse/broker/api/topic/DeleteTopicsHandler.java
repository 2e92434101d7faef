package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.controller.TopicAdmin;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
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

/** DeleteTopics (key 20), answered by the controller (COMPAT D11.2, D11.9); by id from version 6 on. */
public final class DeleteTopicsHandler implements ApiHandler<DeleteTopicsRequestData, DeleteTopicsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DELETE_TOPICS,
            1,
            6,
            RequiredRights.byRequest(
                    "Delete on each topic, and Describe to learn its name by id (ACL-27)",
                    RequiredRights.on(ResourceType.TOPIC, Operation.DELETE),
                    RequiredRights.on(ResourceType.TOPIC, Operation.DESCRIBE)));

    private static final short FIRST_WITH_IDS = 6;
    private static final short FIRST_WITH_DISABLED_ERROR = 3;

    private final TopicAdmin topics;
    private final ImagePublisher images;
    private final TopicAudit audit;

    public DeleteTopicsHandler(TopicAdmin topics, ImagePublisher images, TopicAudit audit) {
        this.topics = topics;
        this.images = images;
        this.audit = audit;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DeleteTopicsResponseData> handle(DeleteTopicsRequestData request, RequestContext context) {
        Duration timeout = Duration.ofMillis(request.timeoutMs());
        ClusterImage image = images.image();
        List<CompletionStage<DeletableTopicResult>> results = new ArrayList<>();
        for (DeleteTopicState asked : asked(request, context.version())) {
            results.add(delete(asked, image, timeout, context));
        }
        return Stages.all(results).thenApply(all -> {
            DeleteTopicsResponseData response = new DeleteTopicsResponseData();
            all.forEach(response.responses()::add);
            return response;
        });
    }

    private static List<DeleteTopicState> asked(DeleteTopicsRequestData request, short version) {
        return (version >= FIRST_WITH_IDS
                        ? request.topics().stream()
                        : request.topicNames().stream().map(name -> new DeleteTopicState().setName(name)))
                .distinct()
                .toList();
    }

    private CompletionStage<DeletableTopicResult> delete(
            DeleteTopicState asked, ClusterImage image, Duration timeout, RequestContext context) {
        boolean byId = asked.name() == null;
        Optional<ErrorCode> early = early(asked, context.version());
        if (early.isPresent()) {
            return answered(asked.name(), asked.topicId(), early.get());
        }
        Optional<TopicName> name = byId ? TopicUuids.byId(image, asked.topicId()) : TopicName.parse(asked.name());
        if (name.isEmpty()) {
            return answered(
                    asked.name(),
                    asked.topicId(),
                    byId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        return byId
                ? context.access()
                        .visibleTopic(Operation.DESCRIBE, name.get())
                        .askedAs(asked.topicId().toString())
                        .<CompletionStage<DeletableTopicResult>>fold(
                                seen -> delete(name.get(), asked.topicId(), asked.topicId(), timeout, context),
                                (error, sentence) -> denied(null, asked.topicId(), error, sentence))
                : delete(name.get(), idOf(image, name.get()), asked.topicId(), timeout, context);
    }

    private CompletionStage<DeletableTopicResult> delete(
            TopicName name, Uuid id, Uuid askedId, Duration timeout, RequestContext context) {
        return context.access()
                .topic(Operation.DELETE, name)
                .<CompletionStage<DeletableTopicResult>>fold(
                        permit -> topics.delete(permit, timeout).thenApply(error -> {
                            audit.deleted(name, error, context.session());
                            return result(name.value(), id, error);
                        }),
                        (error, sentence) -> denied(name.value(), askedId, error, sentence));
    }

    /** What is answered before any right is looked at. */
    private Optional<ErrorCode> early(DeleteTopicState asked, short version) {
        if (!topics.controller()) {
            return Optional.of(ErrorCode.NOT_CONTROLLER);
        }
        if (!topics.settings().deleteTopics()) {
            return Optional.of(
                    version >= FIRST_WITH_DISABLED_ERROR
                            ? ErrorCode.TOPIC_DELETION_DISABLED
                            : ErrorCode.INVALID_REQUEST);
        }
        boolean both = asked.name() != null && !asked.topicId().equals(Uuid.ZERO_UUID);
        return both ? Optional.of(ErrorCode.INVALID_REQUEST) : Optional.empty();
    }

    private static Uuid idOf(ClusterImage image, TopicName name) {
        return TopicUuids.uuid(image.topic(name).map(topic -> topic.id()).orElse(TopicId.ZERO));
    }

    private static CompletionStage<DeletableTopicResult> answered(@Nullable String name, Uuid id, ErrorCode error) {
        return CompletableFuture.completedStage(result(name, id, error));
    }

    private static CompletionStage<DeletableTopicResult> denied(
            @Nullable String name, Uuid id, ErrorCode error, String sentence) {
        return CompletableFuture.completedStage(result(name, id, error).setErrorMessage(sentence));
    }

    private static DeletableTopicResult result(@Nullable String name, Uuid id, ErrorCode error) {
        return new DeletableTopicResult().setName(name).setTopicId(id).setErrorCode(error.code());
    }
}
