package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.auth.audit.AuditEvent;

/** A rule for a time in an answer and in the audit. */
public final class TimedRuleJson {
    /** What the audit calls the event of one that was added, was removed or ended. */
    public static final String EVENT = "timed-rule";

    static final String ID = "id";
    static final String FROM = "from";
    static final String UNTIL = "until";
    static final String REASON = "reason";

    private TimedRuleJson() {}

    static void write(ObjectNode to, TimedRule timed) {
        RuleJson.write(to, timed.rule());
        writeTimes(to, timed);
        to.put(REASON, timed.reason())
                .put("by", timed.by().toString())
                .put("since", timed.since().toString());
    }

    static void writeTimes(ObjectNode to, TimedRule timed) {
        to.put(ID, timed.id());
        timed.from().ifPresent(from -> to.put(FROM, from.toString()));
        to.put(UNTIL, timed.until().toString());
    }

    /** The event with all that there is to know of the rule. */
    public static AuditEvent told(AuditEvent event, TimedRule timed) {
        AccessRule rule = timed.rule();
        AuditEvent told = event.with("rule", timed.id())
                .with("permission", rule.permission().text())
                .with("principal", rule.principal())
                .with("host", rule.host())
                .with("operation", rule.operation().text())
                .with(
                        "resource",
                        rule.pattern().type().text() + ":" + rule.pattern().patternType() + ":"
                                + rule.pattern().name());
        if (timed.from().isPresent()) {
            told = told.with(FROM, timed.from().get().toString());
        }
        return told.with(UNTIL, timed.until().toString())
                .with("added_by", timed.by().toString())
                .with(REASON, timed.reason());
    }
}
