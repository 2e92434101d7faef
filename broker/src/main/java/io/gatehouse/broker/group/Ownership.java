package io.gatehouse.broker.group;

import io.gatehouse.broker.model.ErrorCode;

/**
 * Whose members are (attack 151). A member is its principal's that joined as it. The group's record has no place for that, so
 * that a coordinator that has just loaded its groups believes who knows the member's id. Thread: the shard's lane.
 */
final class Ownership {
    private final boolean instancesBound;
    private final MemberWatch watch;

    Ownership(ShardTools tools) {
        this.instancesBound = tools.settings().instancesBound();
        this.watch = tools.edges().watch();
    }

    /**
     * Why {@code principal} may not act as the member, or NONE: a static member's place is its principal's, where the settings
     * say so.
     *
     * @param knowsId whether the request has the member's id, not only its instance id
     */
    ErrorCode check(Group group, Member member, String principal, boolean knowsId) {
        if (!instancesBound || member.instanceId().isEmpty() || belongs(member, principal, knowsId)) {
            return ErrorCode.NONE;
        }
        tell(StrangerDeed.Kind.REFUSED, group, member, principal);
        // Nobody remembers whose it is: its own client tries again until its former session is over.
        return member.owner().isPresent()
                ? ErrorCode.GROUP_AUTHORIZATION_FAILED
                : ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
    }

    /** To be called when it is done, with the member as it was. */
    void done(StrangerDeed.Kind kind, Group group, Member member, String principal, boolean knewId) {
        if (!belongs(member, principal, knewId)) {
            tell(kind, group, member, principal);
        }
    }

    private static boolean belongs(Member member, String principal, boolean knowsId) {
        return member.owner().map(principal::equals).orElse(knowsId);
    }

    private void tell(StrangerDeed.Kind kind, Group group, Member member, String principal) {
        watch.stranger(new StrangerDeed(kind, group.id(), member.id(), member.instanceId(), member.owner(), principal));
    }
}
