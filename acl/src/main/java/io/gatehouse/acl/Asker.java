package io.gatehouse.acl;

/**
 * On whose behalf the rules are asked, for the audit and for an authorizer that decides in our place; what is not known is
 * empty.
 *
 * @param request the wire API
 * @param session the id under which {@code bin/gatehouse sessions} shows it
 * @param client what the peer calls itself: nothing is decided by it
 * @param origin where the request came from; our own rules do not look at it
 */
public record Asker(String request, String session, String client, Origin origin) {
    static final Asker UNKNOWN = new Asker("", "", "");

    /** One whose origin is not known. */
    public Asker(String request, String session, String client) {
        this(request, session, client, Origin.UNKNOWN);
    }
}
