package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Subject;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Who asks.
 *
 * @param host the address, as sessions have it
 * @param groups those that the certificate says the principal is in
 * @param now when it was asked
 */
public record AdminCaller(VerifiedPrincipal principal, String host, Set<String> groups, Instant now) {
    /** An audit event with who asked in it. */
    AuditEvent event(String event, String outcome) {
        return new AuditEvent(event, outcome, Map.of())
                .with("by", principal.toString())
                .with("by_peer", host);
    }

    Subject subject() {
        return new Subject(principal, host, groups);
    }
}
