package io.gatehouse.broker.group;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import java.util.List;

/** The groups that this broker coordinates; incomplete if {@code error} is set. Nobody's rights are applied yet. */
public record GroupListing(ErrorCode error, List<Entry> groups) {
    public GroupListing {
        groups = List.copyOf(groups);
    }

    public record Entry(GroupId group, String protocolType, String state) {}
}
