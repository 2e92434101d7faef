package io.gatehouse.broker.api.data;

import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;

/** DescribeCluster (key 60): the brokers and the controller. */
public final class DescribeClusterHandler
        implements ApiHandler<DescribeClusterRequestData, DescribeClusterResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DESCRIBE_CLUSTER,
            0,
            1,
            RequiredRights.none("nothing for the brokers; the operations need Describe on the cluster (ACL-65)"));

    private static final byte BROKERS = 1;
    private static final byte CONTROLLERS = 2;
    private static final int NO_BITS = Integer.MIN_VALUE;

    private final ImagePublisher cluster;
    private final String clusterId;

    public DescribeClusterHandler(ImagePublisher cluster, String clusterId) {
        this.cluster = cluster;
        this.clusterId = clusterId;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DescribeClusterResponseData> handle(
            DescribeClusterRequestData request, RequestContext context) {
        return CompletableFuture.completedStage(
                request.endpointType() == BROKERS ? describe(request, context) : refuse(request.endpointType()));
    }

    private DescribeClusterResponseData describe(DescribeClusterRequestData request, RequestContext context) {
        ClusterImage image = cluster.image();
        DescribeClusterResponseData response = new DescribeClusterResponseData()
                .setClusterId(clusterId)
                .setControllerId(image.controller().map(BrokerId::value).orElse(-1))
                .setClusterAuthorizedOperations(
                        request.includeClusterAuthorizedOperations() ? MetadataHandler.clusterBits(context) : NO_BITS);
        image.brokers().values().forEach(broker -> addBroker(response, broker, context));
        return response;
    }

    private static void addBroker(DescribeClusterResponseData response, BrokerImage broker, RequestContext context) {
        broker.endpoint(context.session().listener())
                .ifPresent(endpoint -> response.brokers()
                        .add(new DescribeClusterBroker()
                                .setBrokerId(broker.id().value())
                                .setHost(endpoint.host())
                                .setPort(endpoint.port())
                                .setRack(broker.rack().orElse(null))));
    }

    private static DescribeClusterResponseData refuse(byte endpointType) {
        boolean controllers = endpointType == CONTROLLERS;
        return new DescribeClusterResponseData()
                .setErrorCode(
                        (controllers ? ErrorCode.MISMATCHED_ENDPOINT_TYPE : ErrorCode.UNSUPPORTED_ENDPOINT_TYPE).code())
                .setErrorMessage("endpoint type " + endpointType + " (expected: 1, brokers)");
    }
}
