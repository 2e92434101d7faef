package io.gatehouse.broker.group;

import io.gatehouse.broker.model.GroupId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The groups in a shard's memory. A group that is not here is dead. Thread: the shard's lane. */
final class Groups {
    /** A client may make up names; a shard with more groups takes no new ones, so that names cannot fill the heap. */
    private static final int GROUPS_MAX = 100_000;

    private final DurableState durable;
    private final Map<GroupId, Group> byId = new HashMap<>();

    Groups(DurableState durable) {
        this.durable = durable;
    }

    Optional<Group> find(GroupId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<Group> all() {
        return List.copyOf(byId.values());
    }

    boolean full() {
        return byId.size() >= GROUPS_MAX;
    }

    void add(Group group) {
        byId.put(group.id(), group);
    }

    /** Whether this very group is still in memory. */
    boolean holds(Group group) {
        return byId.get(group.id()) == group;
    }

    /** A group that nobody is in and that the log does not know is dead. */
    void dropIfNothing(Group group) {
        if (holds(group) && group.deserted() && !durable.knows(group.id())) {
            byId.remove(group.id());
        }
    }
}
