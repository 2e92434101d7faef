package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import java.util.Map;
import java.util.Optional;

/**
 * A member wants its part of the work; the leader brings everyone's.
 *
 * @param protocolType what the member believes, if it says so (SyncGroup v5)
 * @param protocol likewise
 */
public record SyncCommand(
        MemberIdentity member,
        Optional<String> protocolType,
        Optional<String> protocol,
        Map<String, Blob> assignments) {
    public SyncCommand {
        assignments = Map.copyOf(assignments);
    }
}
