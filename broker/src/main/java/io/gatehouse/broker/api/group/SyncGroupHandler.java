package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.SyncAnswer;
import io.gatehouse.broker.group.SyncCommand;
import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.wire.ApiKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;

/** SyncGroup (key 14): a member's part of the work, which the leader brings. */
public final class SyncGroupHandler implements ApiHandler<SyncGroupRequestData, SyncGroupResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.SYNC_GROUP,
            0,
            5,
            RequiredRights.all("Read on the group (ACL-21)", RequiredRights.on(ResourceType.GROUP, Operation.READ)));

    private final GroupCoordinator groups;

    public SyncGroupHandler(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<SyncGroupResponseData> handle(SyncGroupRequestData request, RequestContext context) {
        return context.access()
                .group(Operation.READ, new GroupId(request.groupId()))
                .<CompletionStage<SyncGroupResponseData>>fold(
                        permit -> groups.sync(permit, command(request)).thenApply(SyncGroupHandler::response),
                        error -> CompletableFuture.completedStage(
                                new SyncGroupResponseData().setErrorCode(error.code())));
    }

    private static SyncCommand command(SyncGroupRequestData request) {
        Map<String, Blob> assignments = new HashMap<>();
        request.assignments()
                .forEach(assignment -> assignments.put(assignment.memberId(), Blob.of(assignment.assignment())));
        return new SyncCommand(
                Identity.of(request.memberId(), request.groupInstanceId(), request.generationId()),
                Optional.ofNullable(request.protocolType()),
                Optional.ofNullable(request.protocolName()),
                assignments);
    }

    private static SyncGroupResponseData response(SyncAnswer answer) {
        return new SyncGroupResponseData()
                .setErrorCode(answer.error().code())
                .setProtocolType(answer.protocolType().orElse(null))
                .setProtocolName(answer.protocol().orElse(null))
                .setAssignment(answer.assignment().toArray());
    }
}
