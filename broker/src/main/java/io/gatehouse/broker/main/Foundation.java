package io.gatehouse.broker.main;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.audit.DiagnosticIds;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * What every part of the broker is given: time, randomness, a timer, and a place to write down who did what.
 *
 * @param timer fires what is due into its owner's lane; must never be blocked
 * @param waiting a few threads for work that hashes for a while or waits for others; refuses when too much is queued
 * @param ids fresh short texts for sessions and diagnostic ids
 */
record Foundation(
        InstantSource clock,
        SecureRandom random,
        ScheduledExecutorService timer,
        Executor waiting,
        Supplier<String> ids,
        AuditTrail audit) {
    /** Who waits for other servers before a peer is let in; each may wait for seconds. */
    private static final int WAITING_THREADS = 4;

    private static final int WAITING_MAX = 1000;

    static Foundation lay(Closing closing) {
        SecureRandom random = new SecureRandom();
        ScheduledExecutorService timer = Threads.timer("timer");
        closing.add("timer", () -> Threads.stop(timer));
        ExecutorService waiting = Threads.waiting("auth", WAITING_THREADS, WAITING_MAX);
        closing.add("auth threads", () -> Threads.stop(waiting));
        return new Foundation(
                InstantSource.system(), random, timer, waiting, new DiagnosticIds(random), new AuditTrail());
    }
}
