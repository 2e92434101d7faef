package io.gatehouse.acl;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.audit.PeerText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes decisions down (CONFORMANCE AZN-28). Every refusal goes to the audit trail. Besides, the logger that Kafka's
 * users have set up for this hears refusals at info and what was allowed at debug. Thread: any.
 */
public final class DecisionAudit implements DecisionListener {
    /** Kafka's name, so that a log configuration made for Kafka still routes it. */
    public static final String LOGGER_NAME = "kafka.authorizer.logger";

    private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);

    private final AuditTrail trail;

    public DecisionAudit(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public void decided(AccessCheck check) {
        if (check.decision().allowed()) {
            if (LOGGER.isDebugEnabled()) {
                write(LOGGER.atDebug(), "Allowed", fields(check));
            }
            return;
        }
        Map<String, String> fields = fields(check);
        trail.record(new AuditEvent("access", "denied", fields));
        if (LOGGER.isInfoEnabled()) {
            write(LOGGER.atInfo(), "Denied", fields);
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
        fields.put("principal", check.subject().principal().toString());
        fields.put("operation", check.operation().text());
        fields.put("host", check.subject().host());
        fields.put("resource", check.type().text() + ":LITERAL:" + check.name());
        fields.put("request", check.request());
        fields.put("resources", "1"); // A check is of one resource; Kafka counts what one check stands for.
        fields.put("reason", check.decision().reason().name());
        check.decision().rule().ifPresent(rule -> fields.put("rule", rule.text()));
        return fields;
    }
}
