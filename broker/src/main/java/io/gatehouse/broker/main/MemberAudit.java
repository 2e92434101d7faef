package io.gatehouse.broker.main;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.group.MemberWatch;
import io.gatehouse.broker.group.StrangerDeed;

/** Writes down who acted, or wanted to act, as a member of a group that somebody else is (attack 151). Thread: any. */
record MemberAudit(AuditTrail trail) implements MemberWatch {
    @Override
    public void stranger(StrangerDeed deed) {
        trail.record(new AuditEvent("group-member", outcome(deed.kind()))
                .with("group", deed.group().value())
                .with("member", deed.memberId())
                .with("instance", deed.instanceId().orElse(""))
                .with("owner", deed.owner().orElse("unknown"))
                .with("principal", deed.by()));
    }

    private static String outcome(StrangerDeed.Kind kind) {
        return switch (kind) {
            case TOOK_PLACE -> "taken-over";
            case SENT_AWAY -> "sent-away";
            case REFUSED -> "refused";
        };
    }
}
