package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.wire.ApiKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;

/** Heartbeat (key 12): a member lives, and hears whether a rebalance has begun. */
public final class HeartbeatHandler implements ApiHandler<HeartbeatRequestData, HeartbeatResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.HEARTBEAT,
            0,
            4,
            RequiredRights.all("Read on the group (ACL-21)", RequiredRights.on(ResourceType.GROUP, Operation.READ)));

    private final GroupCoordinator groups;

    public HeartbeatHandler(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<HeartbeatResponseData> handle(HeartbeatRequestData request, RequestContext context) {
        return context.access()
                .group(Operation.READ, new GroupId(request.groupId()))
                .<CompletionStage<ErrorCode>>fold(
                        permit -> groups.heartbeat(
                                permit,
                                Identity.of(request.memberId(), request.groupInstanceId(), request.generationId())),
                        CompletableFuture::completedStage)
                .thenApply(error -> new HeartbeatResponseData().setErrorCode(error.code()));
    }
}
