package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.GroupDescription;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;

/** DescribeGroups (key 15): state and members of groups. */
public final class DescribeGroupsHandler implements ApiHandler<DescribeGroupsRequestData, DescribeGroupsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DESCRIBE_GROUPS,
            0,
            6,
            RequiredRights.all(
                    "Describe on each group (ACL-22)", RequiredRights.on(ResourceType.GROUP, Operation.DESCRIBE)));

    /** From here on a missing group is an error, not a dead one (KIP-1043). */
    private static final int MISSING_IS_AN_ERROR = 6;

    private static final int HAS_MESSAGE = 6;

    private final GroupCoordinator groups;

    public DescribeGroupsHandler(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DescribeGroupsResponseData> handle(
            DescribeGroupsRequestData request, RequestContext context) {
        List<CompletionStage<DescribedGroup>> described = request.groups().stream()
                .map(group -> describe(group, request.includeAuthorizedOperations(), context))
                .toList();
        return Stages.all(described).thenApply(answers -> new DescribeGroupsResponseData().setGroups(answers));
    }

    private CompletionStage<DescribedGroup> describe(String group, boolean withOperations, RequestContext context) {
        return context.access()
                .group(Operation.DESCRIBE, new GroupId(group))
                .<CompletionStage<DescribedGroup>>fold(
                        permit -> groups.describe(permit)
                                .thenApply(found -> response(group, found, withOperations, context)),
                        (error, sentence) -> CompletableFuture.completedStage(new DescribedGroup()
                                .setGroupId(group)
                                .setErrorCode(error.code())
                                .setErrorMessage(context.version() >= HAS_MESSAGE ? sentence : null)));
    }

    private static DescribedGroup response(
            String group, GroupDescription found, boolean withOperations, RequestContext context) {
        boolean missing = found.error() == ErrorCode.NONE && !found.exists();
        boolean error = missing && context.version() >= MISSING_IS_AN_ERROR;
        DescribedGroup described = new DescribedGroup()
                .setGroupId(group)
                .setErrorCode((error ? ErrorCode.GROUP_ID_NOT_FOUND : found.error()).code())
                .setErrorMessage(error ? "There is no such group." : null)
                .setGroupState(found.state())
                .setProtocolType(found.protocolType())
                .setProtocolData(found.protocol())
                .setMembers(found.members().stream()
                        .map(DescribeGroupsHandler::member)
                        .toList());
        if (withOperations && found.error() == ErrorCode.NONE) {
            described.setAuthorizedOperations(context.access().operationBits(ResourceType.GROUP, group));
        }
        return described;
    }

    private static DescribedGroupMember member(GroupDescription.MemberDescription member) {
        return new DescribedGroupMember()
                .setMemberId(member.memberId())
                .setGroupInstanceId(member.instanceId().orElse(null))
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setMemberMetadata(member.metadata().toArray())
                .setMemberAssignment(member.assignment().toArray());
    }
}
