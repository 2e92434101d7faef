package io.gatehouse.broker.main;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.audit.DiagnosticIds;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * What every part of the broker is given: time, randomness, a timer, and a place to write down who did what.
 *
 * @param timer fires what is due into its owner's lane; must never be blocked
 * @param ids fresh short texts for sessions and diagnostic ids
 */
record Foundation(
        InstantSource clock,
        SecureRandom random,
        ScheduledExecutorService timer,
        Supplier<String> ids,
        AuditTrail audit) {
    static Foundation lay(Closing closing) {
        SecureRandom random = new SecureRandom();
        ScheduledExecutorService timer = Threads.timer("timer");
        closing.add("timer", () -> Threads.stop(timer));
        return new Foundation(InstantSource.system(), random, timer, new DiagnosticIds(random), new AuditTrail());
    }
}
