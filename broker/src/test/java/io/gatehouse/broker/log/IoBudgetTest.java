package io.gatehouse.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code log.cleaner.io.max.bytes.per.second} (CONFORMANCE CFG-139). */
final class IoBudgetTest {
    private long now = 77;
    private long waited;

    private final IoBudget budget = new IoBudget(1_000, () -> now);

    private void pass(long nanos) {
        now += nanos;
        waited += nanos;
    }

    @Test
    void whatGoesBeyondTheRateIsWaitedFor() {
        for (int i = 0; i < 100; i++) {
            budget.spend(100, this::pass);
        }

        assertThat(waited).isEqualTo(TimeUnit.MILLISECONDS.toNanos(9_900)); // A tenth of a second may be caught up on.
    }

    @Test
    void timeThatNobodyUsedIsNotSavedUp() {
        now += TimeUnit.HOURS.toNanos(5);
        budget.spend(1_000, this::pass);

        assertThat(waited).isEqualTo(TimeUnit.MILLISECONDS.toNanos(900));
    }
}
