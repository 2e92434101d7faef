package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.InternalTopics;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.jspecify.annotations.Nullable;

/**
 * FindCoordinator (key 10): which broker coordinates a group.
 *
 * <p>Transactions are not served: who may see the transactional id is told UNSUPPORTED_VERSION, which clients take as
 * final, unlike COORDINATOR_NOT_AVAILABLE, with which they would ask for ever. Share groups are INVALID_REQUEST.
 */
public final class FindCoordinatorHandler
        implements ApiHandler<FindCoordinatorRequestData, FindCoordinatorResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.FIND_COORDINATOR,
            0,
            6,
            RequiredRights.byRequest(
                    "Describe on the group or on the transactional id (ACL-19, ACL-20)",
                    RequiredRights.on(ResourceType.GROUP, Operation.DESCRIBE),
                    RequiredRights.on(ResourceType.TRANSACTIONAL_ID, Operation.DESCRIBE)));

    private static final int SEVERAL = 4;
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;

    private final ImagePublisher cluster;
    private final GroupCoordinator groups;
    private final InternalTopics topics;

    public FindCoordinatorHandler(ImagePublisher cluster, GroupCoordinator groups, InternalTopics topics) {
        this.cluster = cluster;
        this.groups = groups;
        this.topics = topics;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<FindCoordinatorResponseData> handle(
            FindCoordinatorRequestData request, RequestContext context) {
        return CompletableFuture.completedStage(
                context.version() < SEVERAL ? single(request, context) : several(request, context));
    }

    private FindCoordinatorResponseData single(FindCoordinatorRequestData request, RequestContext context) {
        Coordinator found = find(request.keyType(), request.key(), context);
        return new FindCoordinatorResponseData()
                .setErrorCode(found.errorCode())
                .setErrorMessage(found.errorMessage())
                .setNodeId(found.nodeId())
                .setHost(found.host())
                .setPort(found.port());
    }

    private FindCoordinatorResponseData several(FindCoordinatorRequestData request, RequestContext context) {
        List<Coordinator> found = request.coordinatorKeys().stream()
                .map(key -> find(request.keyType(), key, context))
                .toList();
        return new FindCoordinatorResponseData().setCoordinators(found);
    }

    private Coordinator find(byte type, String key, RequestContext context) {
        return switch (type) {
            case GROUP ->
                context.access()
                        .group(Operation.DESCRIBE, new GroupId(key))
                        .<Coordinator>fold(
                                permit -> ofGroup(
                                        permit.resource(), context.session().listener()),
                                (error, sentence) -> refused(key, error, sentence));
            case TRANSACTION ->
                context.access()
                        .transactionalId(Operation.DESCRIBE, key)
                        .<Coordinator>fold(
                                permit -> refused(
                                        key, ErrorCode.UNSUPPORTED_VERSION, "This broker does not serve transactions."),
                                (error, sentence) -> refused(key, error, sentence));
            default -> refused(key, ErrorCode.INVALID_REQUEST, "Key type " + type + " (expected: 0 or 1).");
        };
    }

    private Coordinator ofGroup(GroupId group, String listener) {
        ClusterImage image = cluster.image();
        if (image.topic(GroupCoordinator.OFFSETS_TOPIC).isEmpty()) {
            topics.ensure(GroupCoordinator.OFFSETS_TOPIC); // Needs no right of the caller (ACL-19).
            return unavailable(group);
        }
        TopicPartition partition = new TopicPartition(GroupCoordinator.OFFSETS_TOPIC, groups.partitionOf(group));
        Optional<Integer> leader =
                image.partition(partition).map(PartitionImage::leader).filter(id -> id >= 0);
        return leader.flatMap(id -> endpoint(image, id, listener)
                        .map(endpoint -> new Coordinator()
                                .setKey(group.value())
                                .setNodeId(id)
                                .setHost(endpoint.host())
                                .setPort(endpoint.port())))
                .orElseGet(() -> unavailable(group));
    }

    private static Optional<BrokerEndpoint> endpoint(ClusterImage image, int broker, String listener) {
        return Optional.ofNullable(image.brokers().get(new BrokerId(broker)))
                .flatMap(found -> found.endpoint(listener));
    }

    private static Coordinator unavailable(GroupId group) {
        return refused(group.value(), ErrorCode.COORDINATOR_NOT_AVAILABLE, null);
    }

    private static Coordinator refused(String key, ErrorCode error, @Nullable String message) {
        return new Coordinator()
                .setKey(key)
                .setErrorCode(error.code())
                .setErrorMessage(message)
                .setNodeId(-1)
                .setHost("")
                .setPort(-1);
    }
}
