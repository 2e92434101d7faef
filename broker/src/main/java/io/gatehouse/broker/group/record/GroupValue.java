package io.gatehouse.broker.group.record;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A group as the log keeps it: stable with its members, or empty.
 *
 * @param since when the group came into this state, empty where the record does not say
 */
public record GroupValue(
        String protocolType,
        int generation,
        Optional<String> protocol,
        Optional<String> leader,
        Optional<Instant> since,
        List<MemberValue> members) {
    public GroupValue {
        members = List.copyOf(members);
    }
}
