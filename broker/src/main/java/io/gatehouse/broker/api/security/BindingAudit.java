package io.gatehouse.broker.api.security;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import org.apache.kafka.common.acl.AclBinding;

/** Writes down each rule of another authorizer that came or went, and who did it, as {@link RuleChanges} does of ours. */
record BindingAudit(AuditTrail audit) {
    void write(String outcome, AclBinding rule, Session by) {
        audit.record(new AuditEvent("access-rule", outcome)
                .with("by", by.principal().toString())
                .with("peer", by.host())
                .with("permission", rule.entry().permissionType().toString())
                .with("principal", rule.entry().principal())
                .with("host", rule.entry().host())
                .with("operation", rule.entry().operation().toString())
                .with(
                        "resource",
                        rule.pattern().resourceType() + ":" + rule.pattern().patternType() + ":"
                                + rule.pattern().name()));
    }
}
