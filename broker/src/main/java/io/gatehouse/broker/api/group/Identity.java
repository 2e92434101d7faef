package io.gatehouse.broker.api.group;

import io.gatehouse.broker.group.MemberIdentity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who a request says it comes from, out of the wire's nullable fields. */
final class Identity {
    private Identity() {}

    static MemberIdentity of(String memberId, @Nullable String instanceId, int generation) {
        return new MemberIdentity(memberId, Optional.ofNullable(instanceId), generation);
    }
}
