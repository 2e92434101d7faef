package io.gatehouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.auth.token.TokenKey;
import io.gatehouse.broker.api.security.TokensInMemory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** CONFORMANCE DTK-20, attack 130: who removes tokens that are over, and by which clock. */
final class TokenSweepTest {
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");

    private final ScheduledExecutorService timer = Threads.timer("test-timer");
    private final TokensInMemory store = new TokensInMemory();
    private final DelegationTokens tokens = new DelegationTokens(
            store,
            new TokenKey(Secret.ofText("the brokers' key")),
            new DelegationTokens.Lifetimes(Duration.ofDays(7), Duration.ofHours(1)),
            new SecureRandom());
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos;
    private boolean controller = true;
    private final TokenSweep sweep = new TokenSweep(
            tokens,
            () -> controller,
            () -> nanos,
            new Foundation(() -> wall, new SecureRandom(), timer, Runnable::run, () -> "id", new AuditTrail()));

    @AfterEach
    void stop() throws InterruptedException {
        Threads.stop(timer);
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    private void create() {
        tokens.create(ALICE, ALICE, List.of(), -1, wall);
    }

    @Test
    void theControllerRemovesWhatIsOver() {
        create();
        pass(Duration.ofMinutes(30));
        create();
        sweep.look();
        assertThat(tokens.all()).hasSize(2);

        pass(Duration.ofMinutes(30));
        sweep.look();

        assertThat(tokens.all()).hasSize(1);
    }

    @Test
    void nobodyElseDoes() {
        controller = false;
        create();
        pass(Duration.ofHours(2));

        sweep.look();

        assertThat(tokens.all()).hasSize(1);
    }

    @Test
    void aClockThatHasJumpedDecidesNothing() {
        create();
        pass(Duration.ofMinutes(5));
        wall = wall.plus(Duration.ofHours(2));
        sweep.look();
        assertThat(tokens.all()).as("an hour forward").hasSize(1);

        wall = wall.minus(Duration.ofHours(2)); // Put right again.
        sweep.look();
        pass(Duration.ofMinutes(5));
        sweep.look();
        assertThat(tokens.all()).hasSize(1);
        pass(Duration.ofHours(1));
        sweep.look();

        assertThat(tokens.all()).isEmpty();
    }
}
