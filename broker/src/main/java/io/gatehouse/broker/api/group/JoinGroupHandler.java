package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.JoinAnswer;
import io.gatehouse.broker.group.JoinCommand;
import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;

/** JoinGroup (key 11): become a member of a group's next generation. */
public final class JoinGroupHandler implements ApiHandler<JoinGroupRequestData, JoinGroupResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.JOIN_GROUP,
            0,
            9,
            RequiredRights.all("Read on the group (ACL-21)", RequiredRights.on(ResourceType.GROUP, Operation.READ)));

    private static final int TAKES_ID_FIRST = 4;
    private static final int NULLABLE_PROTOCOL = 7;
    private static final int ANSWERS_SKIP = 9;

    /** Ids of members and descriptions of groups carry it, so it must stay small however the client names itself. */
    private static final int CLIENT_ID_MAX = 1000;

    private final GroupCoordinator groups;

    public JoinGroupHandler(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<JoinGroupResponseData> handle(JoinGroupRequestData request, RequestContext context) {
        return context.access()
                .group(Operation.READ, new GroupId(request.groupId()))
                .<CompletionStage<JoinGroupResponseData>>fold(
                        permit -> groups.join(permit, command(request, context))
                                .thenApply(answer -> response(answer, context.version())),
                        error -> CompletableFuture.completedStage(
                                refused(error, request.memberId(), context.version())));
    }

    private static JoinCommand command(JoinGroupRequestData request, RequestContext context) {
        String clientId = context.header().clientId();
        // Version 0 has no rebalance timeout; the session's counts.
        int rebalanceTimeout = context.version() == 0 ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs();
        return new JoinCommand(
                context.session().principal().toString(),
                request.memberId(),
                Optional.ofNullable(request.groupInstanceId()),
                clientId.length() > CLIENT_ID_MAX ? clientId.substring(0, CLIENT_ID_MAX) : clientId,
                "/" + context.session().host(), // As Kafka shows it, and keeps it in the group's record.
                Duration.ofMillis(Math.max(0, rebalanceTimeout)),
                Duration.ofMillis(request.sessionTimeoutMs()),
                request.protocolType(),
                request.protocols().stream()
                        .map(protocol -> new JoinCommand.Protocol(protocol.name(), Blob.of(protocol.metadata())))
                        .toList(),
                context.version() >= TAKES_ID_FIRST,
                context.version() >= ANSWERS_SKIP);
    }

    private static JoinGroupResponseData refused(ErrorCode error, String memberId, short version) {
        return new JoinGroupResponseData()
                .setErrorCode(error.code())
                .setProtocolName(version < NULLABLE_PROTOCOL ? "" : null)
                .setMemberId(memberId);
    }

    private static JoinGroupResponseData response(JoinAnswer answer, short version) {
        List<JoinGroupResponseMember> members = answer.members().stream()
                .map(member -> new JoinGroupResponseMember()
                        .setMemberId(member.memberId())
                        .setGroupInstanceId(member.instanceId().orElse(null))
                        .setMetadata(member.metadata().toArray()))
                .toList();
        return new JoinGroupResponseData()
                .setErrorCode(answer.error().code())
                .setGenerationId(answer.generation())
                .setProtocolType(answer.protocolType().orElse(null))
                .setProtocolName(answer.protocol().orElse(version < NULLABLE_PROTOCOL ? "" : null))
                .setLeader(answer.leader())
                .setSkipAssignment(answer.skipAssignment())
                .setMemberId(answer.memberId())
                .setMembers(members);
    }
}
