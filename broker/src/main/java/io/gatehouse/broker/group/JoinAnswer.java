package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.model.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * A place in a generation, or why there is none.
 *
 * @param memberId the member's id, also with MEMBER_ID_REQUIRED
 * @param skipAssignment the leader need not compute the assignment again
 * @param members everyone, for the leader only
 */
public record JoinAnswer(
        ErrorCode error,
        int generation,
        Optional<String> protocolType,
        Optional<String> protocol,
        String leader,
        String memberId,
        boolean skipAssignment,
        List<JoinedMember> members) {
    public JoinAnswer {
        members = List.copyOf(members);
    }

    static JoinAnswer refused(ErrorCode error, String memberId) {
        return new JoinAnswer(error, -1, Optional.empty(), Optional.empty(), "", memberId, false, List.of());
    }

    /** A member as the leader sees it. */
    public record JoinedMember(String memberId, Optional<String> instanceId, Blob metadata) {}
}
