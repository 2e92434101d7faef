package io.gatehouse.broker.api.control;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.replica.ControlledReplicas;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.control.StopReplicaRequest;
import io.gatehouse.broker.wire.control.StopReplicaResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** StopReplica (key 5): the controller takes replicas from this broker (COMPAT D7.10). */
public final class StopReplicaHandler implements ApiHandler<StopReplicaRequest, StopReplicaResponse> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.STOP_REPLICA,
            StopReplicaRequest.VERSION,
            StopReplicaRequest.VERSION,
            RequiredRights.all(
                    "ClusterAction on the cluster (ACL-13)",
                    RequiredRights.on(ResourceType.CLUSTER, Operation.CLUSTER_ACTION)));

    private final ControllerFence fence;
    private final ControlledReplicas replicas;

    public StopReplicaHandler(ControllerFence fence, ControlledReplicas replicas) {
        this.fence = fence;
        this.replicas = replicas;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<StopReplicaResponse> handle(StopReplicaRequest request, RequestContext context) {
        return context.access()
                .cluster(Operation.CLUSTER_ACTION)
                .<CompletionStage<StopReplicaResponse>>fold(
                        permit -> apply(request.body()), StopReplicaHandler::refuse);
    }

    private CompletionStage<StopReplicaResponse> apply(StopReplicaRequest.Body body) {
        StopReplica order = OrderMessages.decode(body);
        return fence.admit(
                body.controllerEpoch(),
                body.brokerEpoch(),
                body.kraftController(),
                () -> replicas.apply(order).thenApply(results -> OrderMessages.answer(order, results)),
                StopReplicaHandler::refuse);
    }

    private static CompletionStage<StopReplicaResponse> refuse(ErrorCode error) {
        return CompletableFuture.completedStage(
                new StopReplicaResponse(new StopReplicaResponse.Body(error.code(), List.of())));
    }
}
