package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.LeaveAnswer;
import io.gatehouse.broker.group.MemberIdentity;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;

/** LeaveGroup (key 13): members go, or an administrator sends them. */
public final class LeaveGroupHandler implements ApiHandler<LeaveGroupRequestData, LeaveGroupResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.LEAVE_GROUP,
            0,
            5,
            RequiredRights.all("Read on the group (ACL-21)", RequiredRights.on(ResourceType.GROUP, Operation.READ)));

    private static final int SEVERAL = 3;
    private static final int ANY_GENERATION = -1;

    private final GroupCoordinator groups;

    public LeaveGroupHandler(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<LeaveGroupResponseData> handle(LeaveGroupRequestData request, RequestContext context) {
        List<MemberIdentity> leaving = leaving(request, context.version());
        return context.access()
                .group(Operation.READ, new GroupId(request.groupId()))
                .<CompletionStage<LeaveAnswer>>fold(
                        permit -> groups.leave(
                                permit, context.session().principal().toString(), leaving),
                        error -> CompletableFuture.completedStage(new LeaveAnswer(error, List.of())))
                .thenApply(answer -> context.version() < SEVERAL ? single(answer) : several(answer, leaving));
    }

    private static List<MemberIdentity> leaving(LeaveGroupRequestData request, short version) {
        return version < SEVERAL
                ? List.of(Identity.of(request.memberId(), null, ANY_GENERATION))
                : request.members().stream()
                        .map(member -> Identity.of(member.memberId(), member.groupInstanceId(), ANY_GENERATION))
                        .toList();
    }

    private static LeaveGroupResponseData single(LeaveAnswer answer) {
        ErrorCode error = answer.error() == ErrorCode.NONE ? answer.members().get(0) : answer.error();
        return new LeaveGroupResponseData().setErrorCode(error.code());
    }

    private static LeaveGroupResponseData several(LeaveAnswer answer, List<MemberIdentity> leaving) {
        List<MemberResponse> members = new ArrayList<>();
        for (int index = 0; index < answer.members().size(); index++) {
            members.add(new MemberResponse()
                    .setMemberId(leaving.get(index).memberId())
                    .setGroupInstanceId(leaving.get(index).instanceId().orElse(null))
                    .setErrorCode(answer.members().get(index).code()));
        }
        return new LeaveGroupResponseData().setErrorCode(answer.error().code()).setMembers(members);
    }
}
