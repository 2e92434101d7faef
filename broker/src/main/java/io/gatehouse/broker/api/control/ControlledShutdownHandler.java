package io.gatehouse.broker.api.control;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.controller.Controller;
import io.gatehouse.broker.controller.ShutdownAnswer;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.control.ControlledShutdownRequest;
import io.gatehouse.broker.wire.control.ControlledShutdownResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** ControlledShutdown (key 7): a broker asks the controller to take its partitions before it stops (COMPAT D11.8). */
public final class ControlledShutdownHandler
        implements ApiHandler<ControlledShutdownRequest, ControlledShutdownResponse> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.CONTROLLED_SHUTDOWN,
            ControlledShutdownRequest.VERSION,
            ControlledShutdownRequest.VERSION,
            RequiredRights.all(
                    "ClusterAction on the cluster (ACL-13)",
                    RequiredRights.on(ResourceType.CLUSTER, Operation.CLUSTER_ACTION)));

    private final Controller controller;

    public ControlledShutdownHandler(Controller controller) {
        this.controller = controller;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<ControlledShutdownResponse> handle(
            ControlledShutdownRequest request, RequestContext context) {
        return context.access()
                .cluster(Operation.CLUSTER_ACTION)
                .<CompletionStage<ShutdownAnswer>>fold(
                        permit -> ask(request.body()),
                        error -> CompletableFuture.completedStage(new ShutdownAnswer(error, Set.of())))
                .thenApply(ControlledShutdownHandler::encode);
    }

    private CompletionStage<ShutdownAnswer> ask(ControlledShutdownRequest.Body body) {
        return body.brokerId() < 0
                ? CompletableFuture.completedStage(new ShutdownAnswer(ErrorCode.BROKER_NOT_AVAILABLE, Set.of()))
                : controller.controlledShutdown(new BrokerId(body.brokerId()), body.brokerEpoch());
    }

    private static ControlledShutdownResponse encode(ShutdownAnswer answer) {
        List<ControlledShutdownResponse.Remaining> remaining = answer.remaining().stream()
                .map(partition -> new ControlledShutdownResponse.Remaining(
                        partition.topic().value(), partition.partition()))
                .toList();
        return new ControlledShutdownResponse(
                new ControlledShutdownResponse.Body(answer.error().code(), remaining));
    }
}
