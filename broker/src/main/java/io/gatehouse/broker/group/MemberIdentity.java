package io.gatehouse.broker.group;

import java.util.Optional;

/**
 * Who a group's request says it comes from.
 *
 * @param memberId empty for those who are no member
 * @param instanceId of a static member (KIP-345)
 * @param generation -1 for those who are no member
 */
public record MemberIdentity(String memberId, Optional<String> instanceId, int generation) {
    boolean nobody() {
        return memberId.isEmpty() && instanceId.isEmpty() && generation < 0;
    }
}
