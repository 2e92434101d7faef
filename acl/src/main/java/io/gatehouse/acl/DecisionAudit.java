package io.gatehouse.acl;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.audit.PeerText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes decisions down (CONFORMANCE AZN-28). Every refusal goes to the audit trail, also one that does not bind yet, and
 * what was allowed where that is wanted. Besides, the logger that Kafka's users have set up for this hears refusals at info
 * and what was allowed at debug. Thread: any.
 */
public final class DecisionAudit implements DecisionListener {
    /** Kafka's name, so that a log configuration made for Kafka still routes it. */
    public static final String LOGGER_NAME = "kafka.authorizer.logger";

    private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);

    private final AuditTrail trail;
    private final Set<Operation> written;

    /** @param written operations that are audited when they are allowed, too */
    public DecisionAudit(AuditTrail trail, Set<Operation> written) {
        this.trail = trail;
        this.written = Set.copyOf(written);
    }

    @Override
    public void decided(AccessCheck check) {
        Decision decision = check.decision();
        if (!decision.allowed()) {
            Map<String, String> fields = fields(check);
            trail.record(new AuditEvent("access", "denied", fields));
            if (LOGGER.isInfoEnabled()) {
                write(LOGGER.atInfo(), "Denied", fields);
            }
            return;
        }
        if (decision.shadowed()) {
            trail.record(new AuditEvent("access", "shadowed", fields(check)));
        } else if (written.contains(check.question().operation())) {
            trail.record(new AuditEvent("access", "allowed", fields(check)));
        }
        if (LOGGER.isDebugEnabled()) {
            write(LOGGER.atDebug(), "Allowed", fields(check));
        }
    }

    private static void write(LoggingEventBuilder builder, String outcome, Map<String, String> fields) {
        LoggingEventBuilder line = builder.addKeyValue("outcome", outcome);
        for (Map.Entry<String, String> field : fields.entrySet()) {
            line = line.addKeyValue(field.getKey(), PeerText.escaped(field.getValue()));
        }
        line.log("access decided");
    }

    private static Map<String, String> fields(AccessCheck check) {
        Map<String, String> fields = new LinkedHashMap<>();
        Question question = check.question();
        fields.put("principal", question.subject().principal().toString());
        fields.put("operation", question.operation().text());
        fields.put("host", question.subject().host());
        fields.put("resource", question.type().text() + ":LITERAL:" + question.name());
        fields.put("request", check.asker().request());
        putKnown(fields, "session", check.asker().session());
        putKnown(fields, "client", check.asker().client());
        fields.put("resources", "1"); // A check is of one resource; Kafka counts what one check stands for.
        fields.put("reason", check.decision().reason().name());
        check.decision().rule().ifPresent(rule -> fields.put("rule", rule.text()));
        return fields;
    }

    private static void putKnown(Map<String, String> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }
}
