package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;

/** DeleteGroups (key 42): forget empty groups and their offsets. */
public final class DeleteGroupsHandler implements ApiHandler<DeleteGroupsRequestData, DeleteGroupsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DELETE_GROUPS,
            0,
            2,
            RequiredRights.all(
                    "Delete on each group (ACL-53)", RequiredRights.on(ResourceType.GROUP, Operation.DELETE)));

    private final GroupCoordinator groups;

    public DeleteGroupsHandler(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DeleteGroupsResponseData> handle(DeleteGroupsRequestData request, RequestContext context) {
        List<CompletionStage<DeletableGroupResult>> deleted = request.groupsNames().stream()
                .distinct()
                .map(group -> delete(group, context)
                        .thenApply(error ->
                                new DeletableGroupResult().setGroupId(group).setErrorCode(error.code())))
                .toList();
        return Stages.all(deleted)
                .thenApply(answers -> new DeleteGroupsResponseData()
                        .setResults(new DeletableGroupResultCollection(answers.iterator())));
    }

    private CompletionStage<ErrorCode> delete(String group, RequestContext context) {
        return context.access()
                .group(Operation.DELETE, new GroupId(group))
                .<CompletionStage<ErrorCode>>fold(groups::delete, CompletableFuture::completedStage);
    }
}
