package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the audit says of a changed rule, limit or credential, whichever way the change came (attack 157).
 *
 * @param by who changed it
 * @param peer from where
 */
public record ChangeEvents(String by, String peer) {
    /** @param outcome {@code added}, {@code removed} or {@code failed} */
    public AuditEvent rule(String outcome, AccessRule rule) {
        ResourcePattern pattern = rule.pattern();
        return new AuditEvent("access-rule", outcome)
                .with("by", by)
                .with("peer", peer)
                .with("permission", rule.permission().text())
                .with("principal", rule.principal())
                .with("host", rule.host())
                .with("operation", rule.operation().text())
                .with("resource", pattern.type().text() + ":" + pattern.patternType() + ":" + pattern.name());
    }

    /**
     * @param outcome {@code changed} or {@code failed}
     * @param limits what they are now; none where they are removed
     */
    public AuditEvent quota(String outcome, QuotaEntity entity, Map<QuotaKey, OptionalDouble> limits) {
        AuditEvent event = new AuditEvent("quota", outcome).with("by", by).with("peer", peer);
        for (QuotaPart type : QuotaPart.values()) {
            Optional<QuotaEntity.Part> part = type.of(entity);
            if (part.isPresent()) {
                event = event.with(type.word(), part.get().name().orElse("<default>"));
            }
        }
        for (Map.Entry<QuotaKey, OptionalDouble> limit : limits.entrySet()) {
            OptionalDouble value = limit.getValue();
            event = event.with(
                    limit.getKey().text(), value.isPresent() ? Double.toString(value.getAsDouble()) : "none");
        }
        return event;
    }

    /** @param outcome {@code stored} or {@code deleted} */
    public AuditEvent credential(String outcome, String user, Optional<ScramHash> hash) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("user", user);
        fields.put("mechanism", hash.map(ScramHash::mechanismName).orElse(""));
        fields.put("principal", by);
        fields.put("peer", peer);
        return new AuditEvent("credential", outcome, fields);
    }
}
