package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.TopicImage;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.ApiKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;

/**
 * Metadata (key 3): brokers, topics and leaders, as this broker last heard them from the controller (COMPAT F4.3 to
 * F4.6). Endpoints are those of the listener that the client came in by.
 */
public final class MetadataHandler implements ApiHandler<MetadataRequestData, MetadataResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.METADATA,
            0,
            12,
            RequiredRights.none(
                    "Describe on each topic (ACL-08 to ACL-10); Create on the cluster or the topic to have it created (ACL-11)"));

    /** Bits for "not asked" (CONFORMANCE AZN-29). */
    private static final int NO_BITS = Integer.MIN_VALUE;

    private static final int NO_CONTROLLER = -1;

    private final ImagePublisher cluster;
    private final String clusterId;
    private final Optional<TopicsOnDemand> onDemand;

    /** @param onDemand empty where {@code auto.create.topics.enable} is off */
    public MetadataHandler(ImagePublisher cluster, String clusterId, Optional<TopicsOnDemand> onDemand) {
        this.cluster = cluster;
        this.clusterId = clusterId;
        this.onDemand = onDemand;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<MetadataResponseData> handle(MetadataRequestData request, RequestContext context) {
        ClusterImage image = cluster.image(); // One read: the whole answer shows one picture.
        MetadataResponseData response = new MetadataResponseData()
                .setClusterId(clusterId)
                .setControllerId(image.controller().map(BrokerId::value).orElse(NO_CONTROLLER))
                .setClusterAuthorizedOperations(clusterBits(request, context));
        image.brokers().values().forEach(broker -> addBroker(response, broker, context));
        if (asksForAll(request, context.version())) {
            image.topics().values().forEach(topic -> addVisible(response, topic, image, request, context));
        } else {
            request.topics().forEach(topic -> response.topics().add(named(topic, image, request, context)));
        }
        return CompletableFuture.completedStage(response);
    }

    private static boolean asksForAll(MetadataRequestData request, short version) {
        return request.topics() == null || (version == 0 && request.topics().isEmpty());
    }

    private static void addBroker(MetadataResponseData response, BrokerImage broker, RequestContext context) {
        broker.endpoint(context.session().listener())
                .ifPresent(endpoint -> response.brokers()
                        .add(new MetadataResponseBroker()
                                .setNodeId(broker.id().value())
                                .setHost(endpoint.host())
                                .setPort(endpoint.port())
                                .setRack(broker.rack().orElse(null))));
    }

    private static void addVisible(
            MetadataResponseData response,
            TopicImage topic,
            ClusterImage image,
            MetadataRequestData request,
            RequestContext context) {
        if (context.access().visibleTopic(Operation.DESCRIBE, topic.name()).allowed()) {
            response.topics().add(describe(topic, image, request, context));
        }
    }

    private MetadataResponseTopic named(
            MetadataRequestTopic asked, ClusterImage image, MetadataRequestData request, RequestContext context) {
        if (asked.name() == null) {
            return byId(asked.topicId(), image, request, context);
        }
        Optional<TopicName> name = TopicName.parse(asked.name());
        if (name.isEmpty()) {
            return failed(asked.name(), Uuid.ZERO_UUID, ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        return context.access()
                .topic(Operation.DESCRIBE, name.get())
                .fold(
                        permit -> image.topic(name.get())
                                .map(topic -> describe(topic, image, request, context))
                                .orElseGet(() -> missing(name.get(), request, context)),
                        error -> failed(asked.name(), Uuid.ZERO_UUID, error));
    }

    private static MetadataResponseTopic byId(
            Uuid id, ClusterImage image, MetadataRequestData request, RequestContext context) {
        Optional<TopicImage> topic = TopicUuids.byId(image, id).flatMap(image::topic);
        if (topic.isEmpty()) {
            return failed(null, id, ErrorCode.UNKNOWN_TOPIC_ID);
        }
        return context.access()
                .topic(Operation.DESCRIBE, topic.get().name())
                .fold(permit -> describe(topic.get(), image, request, context), error -> failed(null, id, error));
    }

    /** A topic that is not there: on its way, if the client asks for that and may; otherwise unknown. */
    private MetadataResponseTopic missing(TopicName name, MetadataRequestData request, RequestContext context) {
        if (onDemand.isEmpty() || !request.allowAutoTopicCreation() || name.internal()) {
            return failed(name.value(), Uuid.ZERO_UUID, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        return createRight(name, context)
                .map(permit -> {
                    onDemand.get().create(permit, name, context.session());
                    return failed(name.value(), Uuid.ZERO_UUID, ErrorCode.LEADER_NOT_AVAILABLE);
                })
                .orElseGet(() -> failed(name.value(), Uuid.ZERO_UUID, ErrorCode.TOPIC_AUTHORIZATION_FAILED));
    }

    private static Optional<Permit<?>> createRight(TopicName name, RequestContext context) {
        Optional<Permit<?>> onCluster =
                context.access().maybeCluster(Operation.CREATE).permit().map(permit -> permit);
        return onCluster.isPresent()
                ? onCluster
                : context.access().topic(Operation.CREATE, name).permit().map(permit -> permit);
    }

    private static MetadataResponseTopic describe(
            TopicImage topic, ClusterImage image, MetadataRequestData request, RequestContext context) {
        int bits = request.includeTopicAuthorizedOperations()
                ? context.access()
                        .operationBits(ResourceType.TOPIC, topic.name().value())
                : NO_BITS;
        return new MetadataResponseTopic()
                .setName(topic.name().value())
                .setTopicId(TopicUuids.uuid(topic.id()))
                .setIsInternal(topic.name().internal())
                .setTopicAuthorizedOperations(bits)
                .setPartitions(topic.partitions().values().stream()
                        .map(partition -> describe(partition, image, context))
                        .toList());
    }

    private static MetadataResponsePartition describe(
            PartitionImage partition, ClusterImage image, RequestContext context) {
        return new MetadataResponsePartition()
                .setErrorCode(leaderError(partition, image, context).code())
                .setPartitionIndex(partition.partition().partition())
                .setLeaderId(Math.max(partition.leader(), PartitionImage.NO_LEADER))
                .setLeaderEpoch(partition.leaderEpoch())
                .setReplicaNodes(partition.replicas())
                .setIsrNodes(partition.isr())
                .setOfflineReplicas(partition.offlineReplicas());
    }

    /** What is wrong with the leader, for a client on this listener (CONFORMANCE ERR-31). */
    private static ErrorCode leaderError(PartitionImage partition, ClusterImage image, RequestContext context) {
        Optional<BrokerImage> leader = partition.leader() < 0
                ? Optional.empty()
                : Optional.ofNullable(image.brokers().get(new BrokerId(partition.leader())));
        if (leader.isEmpty()) {
            return ErrorCode.LEADER_NOT_AVAILABLE;
        }
        if (leader.get().endpoint(context.session().listener()).isPresent()) {
            return ErrorCode.NONE;
        }
        return context.version() >= 6 ? ErrorCode.LISTENER_NOT_FOUND : ErrorCode.LEADER_NOT_AVAILABLE;
    }

    private static MetadataResponseTopic failed(
            @org.jspecify.annotations.Nullable String name, Uuid id, ErrorCode error) {
        return new MetadataResponseTopic()
                .setErrorCode(error.code())
                .setName(name)
                .setTopicId(id)
                .setTopicAuthorizedOperations(NO_BITS);
    }

    private static int clusterBits(MetadataRequestData request, RequestContext context) {
        if (!request.includeClusterAuthorizedOperations()) {
            return NO_BITS;
        }
        return clusterBits(context);
    }

    /** Nothing is told to those who may not describe the cluster (CONFORMANCE ACL-12). */
    static int clusterBits(RequestContext context) {
        return context.access().maybeCluster(Operation.DESCRIBE).allowed()
                ? context.access().operationBits(ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME)
                : 0;
    }
}
