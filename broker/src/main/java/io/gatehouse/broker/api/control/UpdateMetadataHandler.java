package io.gatehouse.broker.api.control;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.control.UpdateMetadataRequest;
import io.gatehouse.broker.wire.control.UpdateMetadataResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** UpdateMetadata (key 6): the controller says who lives and who leads (COMPAT D7.8). */
public final class UpdateMetadataHandler implements ApiHandler<UpdateMetadataRequest, UpdateMetadataResponse> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.UPDATE_METADATA,
            UpdateMetadataRequest.VERSION,
            UpdateMetadataRequest.VERSION,
            RequiredRights.all(
                    "ClusterAction on the cluster (ACL-13)",
                    RequiredRights.on(ResourceType.CLUSTER, Operation.CLUSTER_ACTION)));

    private final ControllerFence fence;
    private final ImagePublisher cluster;

    public UpdateMetadataHandler(ControllerFence fence, ImagePublisher cluster) {
        this.fence = fence;
        this.cluster = cluster;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<UpdateMetadataResponse> handle(UpdateMetadataRequest request, RequestContext context) {
        ErrorCode error =
                context.access().cluster(Operation.CLUSTER_ACTION).fold(permit -> apply(request.body()), e -> e);
        return CompletableFuture.completedStage(
                new UpdateMetadataResponse(new UpdateMetadataResponse.Body(error.code())));
    }

    private ErrorCode apply(UpdateMetadataRequest.Body body) {
        UpdateMetadata news = NewsMessages.decode(body);
        return fence.admit(
                body.controllerEpoch(),
                body.brokerEpoch(),
                body.kraftController(),
                () -> {
                    cluster.apply(news);
                    return ErrorCode.NONE;
                },
                refusal -> refusal);
    }
}
