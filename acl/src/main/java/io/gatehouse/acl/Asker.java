package io.gatehouse.acl;

/**
 * On whose behalf the rules are asked, for the audit; what is not known is empty.
 *
 * @param request the wire API
 * @param session the id under which {@code bin/gatehouse sessions} shows it
 * @param client what the peer calls itself: nothing is decided by it
 */
public record Asker(String request, String session, String client) {
    static final Asker UNKNOWN = new Asker("", "", "");
}
