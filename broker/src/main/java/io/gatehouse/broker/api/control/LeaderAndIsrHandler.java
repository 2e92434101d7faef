package io.gatehouse.broker.api.control;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.replica.ControlledReplicas;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.control.LeaderAndIsrRequest;
import io.gatehouse.broker.wire.control.LeaderAndIsrResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** LeaderAndIsr (key 4): the controller says which partitions this broker leads or follows (COMPAT D7). */
public final class LeaderAndIsrHandler implements ApiHandler<LeaderAndIsrRequest, LeaderAndIsrResponse> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.LEADER_AND_ISR,
            LeaderAndIsrRequest.VERSION,
            LeaderAndIsrRequest.VERSION,
            RequiredRights.all(
                    "ClusterAction on the cluster (ACL-13)",
                    RequiredRights.on(ResourceType.CLUSTER, Operation.CLUSTER_ACTION)));

    private final ControllerFence fence;
    private final ControlledReplicas replicas;

    public LeaderAndIsrHandler(ControllerFence fence, ControlledReplicas replicas) {
        this.fence = fence;
        this.replicas = replicas;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<LeaderAndIsrResponse> handle(LeaderAndIsrRequest request, RequestContext context) {
        return context.access()
                .cluster(Operation.CLUSTER_ACTION)
                .<CompletionStage<LeaderAndIsrResponse>>fold(
                        permit -> apply(request.body()), LeaderAndIsrHandler::refuse);
    }

    private CompletionStage<LeaderAndIsrResponse> apply(LeaderAndIsrRequest.Body body) {
        LeaderAndIsr order = OrderMessages.decode(body);
        return fence.admit(
                body.controllerEpoch(),
                body.brokerEpoch(),
                body.kraftController(),
                () -> replicas.apply(order).thenApply(results -> OrderMessages.answer(order, results)),
                LeaderAndIsrHandler::refuse);
    }

    private static CompletionStage<LeaderAndIsrResponse> refuse(ErrorCode error) {
        return CompletableFuture.completedStage(
                new LeaderAndIsrResponse(new LeaderAndIsrResponse.Body(error.code(), List.of())));
    }
}
