package io.gatehouse.broker.api.admin;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.session.SessionRegistry;
import java.util.List;
import java.util.function.Predicate;

/**
 * Ends sessions because somebody says so, and says in the audit who that was. Sessions between brokers are never ended: the
 * cluster's own work must not hang on a rule for users. Thread: any.
 */
public final class SessionEnding {
    private final SessionRegistry sessions;
    private final Predicate<Session> ofBrokers;
    private final AuditTrail audit;

    /** @param ofBrokers whether a session is one between brokers */
    public SessionEnding(SessionRegistry sessions, Predicate<Session> ofBrokers, AuditTrail audit) {
        this.sessions = sessions;
        this.ofBrokers = ofBrokers;
        this.audit = audit;
    }

    boolean ofBrokers(Session session) {
        return ofBrokers.test(session);
    }

    SessionRegistry sessions() {
        return sessions;
    }

    /** How many were ended. */
    int end(Predicate<Session> condition, AdminCaller by) {
        List<Session> ended = sessions.endAll(condition.and(ofBrokers.negate()));
        ended.forEach(session -> audit.record(by.event("session", "ended")
                .with("reason", "killed")
                .with("principal", session.principal().toString())
                .with("mechanism", session.mechanism())
                .with("listener", session.listener())
                .with("peer", session.host())
                .with("session", session.id())));
        return ended.size();
    }
}
