package io.gatehouse.broker.main;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.RuleSources;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.broker.api.admin.TimedRuleJson;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets access rules begin and end when it is time, and says in the audit that one has ended. */
final class TimedRules {
    private static final Logger LOGGER = LoggerFactory.getLogger(TimedRules.class);
    private static final String THREAD = "timed-rules";

    private TimedRules() {}

    /** What the engine decides by. To change many rules takes a while: the timer leaves it to others. */
    static RuleSources of(AclEngine engine, Foundation base) {
        return new RuleSources(
                engine,
                base.clock(),
                (delay, look) -> later(delay, look, base),
                rule -> base.audit()
                        .record(TimedRuleJson.told(new AuditEvent(TimedRuleJson.EVENT, "ended", Map.of()), rule)));
    }

    private static void later(Duration delay, Runnable look, Foundation base) {
        var unused = base.timer().schedule(() -> beside(look), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void beside(Runnable look) {
        var unused = Threads.beside(THREAD, () -> {
                    look.run();
                    return THREAD;
                })
                .exceptionally(failure -> {
                    LOGGER.atError().setCause(failure).log("access rules for a time did not begin or end");
                    return THREAD;
                });
    }
}
