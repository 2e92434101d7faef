package io.gatehouse.broker.main;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.DelegationTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes delegation tokens that are over, on the broker that is the controller (CONFORMANCE DTK-20). A clock that has
 * jumped since the last look decides nothing: tokens that it removed would be gone for good (attack 130). Thread: one.
 */
final class TokenSweep {
    private static final Logger LOGGER = LoggerFactory.getLogger(TokenSweep.class);

    /** What a clock is put right by in the ordinary way of things, between two looks. */
    private static final Duration JUMP_MAX = Duration.ofMinutes(1);

    private final DelegationTokens tokens;
    private final BooleanSupplier controller;
    private final LongSupplier nanos;
    private final Foundation base;
    private Instant lookedAt;
    private long lookedAtNanos;

    /**
     * @param controller whether this broker is the controller now
     * @param nanos a clock that never jumps, as {@link System#nanoTime}
     */
    TokenSweep(DelegationTokens tokens, BooleanSupplier controller, LongSupplier nanos, Foundation base) {
        this.tokens = tokens;
        this.controller = controller;
        this.nanos = nanos;
        this.base = base;
        this.lookedAt = base.clock().instant();
        this.lookedAtNanos = nanos.getAsLong();
    }

    void every(Duration interval, ScheduledExecutorService thread) {
        var unused = thread.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void look() {
        Instant now = base.clock().instant();
        if (!jumped(now) && controller.getAsBoolean()) {
            tokens.all().values().stream().filter(token -> token.over(now)).forEach(token -> remove(token, now));
        }
    }

    private boolean jumped(Instant now) {
        long nanosNow = nanos.getAsLong();
        Duration passed = Duration.ofNanos(nanosNow - lookedAtNanos);
        Duration jump = Duration.between(lookedAt, now).minus(passed);
        lookedAt = now;
        lookedAtNanos = nanosNow;
        if (jump.abs().compareTo(JUMP_MAX) <= 0) {
            return false;
        }
        LOGGER.atError()
                .addKeyValue("jump", jump)
                .log("this broker's clock has jumped: no delegation token is removed before the next look");
        return true;
    }

    private void remove(DelegationToken token, Instant now) {
        tokens.removeIfOver(token.id(), now).whenComplete((done, failure) -> {
            if (failure == null) {
                base.audit()
                        .record(new AuditEvent("token", "expired", Map.of())
                                .with("token", token.id())
                                .with("owner", token.owner().toString()));
            } else {
                LOGGER.atWarn()
                        .addKeyValue("token", token.id())
                        .setCause(failure)
                        .log("a delegation token that is over was not removed; the next look tries again");
            }
        });
    }
}
