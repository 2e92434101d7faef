package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.GroupListing;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;

/** ListGroups (key 16): the groups that this broker coordinates, as far as the peer may see them. */
public final class ListGroupsHandler implements ApiHandler<ListGroupsRequestData, ListGroupsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.LIST_GROUPS,
            0,
            5,
            RequiredRights.none(
                    "everyone; sees all groups with Describe on the cluster, else those with Describe on the group (ACL-23)"));

    private static final String TYPE = "classic";

    private final GroupCoordinator groups;

    public ListGroupsHandler(GroupCoordinator groups) {
        this.groups = groups;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<ListGroupsResponseData> handle(ListGroupsRequestData request, RequestContext context) {
        return groups.list().thenApply(listing -> response(listing, request, context));
    }

    private static ListGroupsResponseData response(
            GroupListing listing, ListGroupsRequestData request, RequestContext context) {
        boolean everything = context.access().maybeCluster(Operation.DESCRIBE).allowed();
        List<ListedGroup> groups = listing.groups().stream()
                .filter(group -> wanted(request.statesFilter(), group.state()) && wanted(request.typesFilter(), TYPE))
                .filter(group -> everything
                        || context.access()
                                .visibleGroup(Operation.DESCRIBE, group.group())
                                .allowed())
                .map(group -> new ListedGroup()
                        .setGroupId(group.group().value())
                        .setProtocolType(group.protocolType())
                        .setGroupState(group.state())
                        .setGroupType(TYPE))
                .toList();
        return new ListGroupsResponseData().setErrorCode(listing.error().code()).setGroups(groups);
    }

    private static boolean wanted(List<String> filter, String value) {
        return filter.isEmpty() || filter.stream().anyMatch(value::equalsIgnoreCase);
    }
}
