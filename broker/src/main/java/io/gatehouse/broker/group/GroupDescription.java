package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.model.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * A group as administrators see it.
 *
 * @param exists whether there is such a group; if not, its state is {@code Dead}
 */
public record GroupDescription(
        ErrorCode error,
        boolean exists,
        String state,
        String protocolType,
        String protocol,
        List<MemberDescription> members) {
    public GroupDescription {
        members = List.copyOf(members);
    }

    static GroupDescription refused(ErrorCode error) {
        return new GroupDescription(error, false, "", "", "", List.of());
    }

    static GroupDescription missing() {
        return new GroupDescription(ErrorCode.NONE, false, GroupState.DEAD_TEXT, "", "", List.of());
    }

    public record MemberDescription(
            String memberId,
            Optional<String> instanceId,
            String clientId,
            String clientHost,
            Blob metadata,
            Blob assignment) {}
}
