package io.gatehouse.broker.group;

import io.gatehouse.broker.model.GroupId;
import java.util.Optional;

/**
 * What a principal did, or was refused to do, as a member that another one is.
 *
 * @param memberId whose place it is about, as it was before
 * @param owner who joined as it; empty if nobody remembers, because the coordinator has moved or started since
 * @param by who came, as rules name principals
 */
public record StrangerDeed(
        Kind kind, GroupId group, String memberId, Optional<String> instanceId, Optional<String> owner, String by) {
    /** How it ended. */
    public enum Kind {
        /** The one that was there is fenced. */
        TOOK_PLACE,
        /** The member has left. */
        SENT_AWAY,
        /** Nothing has changed. */
        REFUSED
    }
}
