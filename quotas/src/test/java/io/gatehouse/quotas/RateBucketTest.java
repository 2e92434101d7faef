package io.gatehouse.quotas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateBucketTest {
    private static final int WINDOWS = 11;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long START = 1_700_000_000_000L;

    private final RateBucket bucket = new RateBucket(WINDOWS, SECOND);

    private long charge(double amount, double rate, long afterStartMs) {
        return bucket.charge(amount, rate, START + afterStartMs).toMillis();
    }

    @Test
    void aBurstFromIdleIsSpreadOverAllFullWindows() { // CONFORMANCE QTH-02, QTH-03, attack 163
        assertThat(charge(10_000, 1_000, 0)).isZero();
        assertThat(charge(1_000, 1_000, 0)).isEqualTo(1_000);
        assertThat(charge(9_000, 1_000, 0)).isEqualTo(10_000);
    }

    @Test
    void aSteadyRateAboveTheLimitIsHeldBackByTheExcess() { // CONFORMANCE QTH-03
        long last = 0;
        for (int ms = 0; ms <= 60_000; ms += 100) {
            last = charge(300, 1_000, ms);
        }

        // 3 times the limit over a little more than 10 s: (3 - 1) / 1 * about 10 s.
        assertThat(last).isBetween(20_000L, 22_500L);
    }

    @Test
    void aSteadyRateWithinTheLimitIsNeverHeldBack() {
        for (int ms = 0; ms <= 60_000; ms += 100) {
            assertThat(charge(90, 1_000, ms)).isZero();
        }
    }

    @Test
    void whatIsOlderThanAllWindowsCountsNoMore() {
        charge(50_000, 1_000, 0);

        assertThat(charge(0, 1_000, 10_999)).isPositive();
        assertThat(charge(0, 1_000, 11_000)).isZero();
    }

    @Test
    void whatIsTakenBackWasNeverUsed() { // CONFORMANCE QTH-07
        charge(9_000, 1_000, 0);
        charge(5_000, 1_000, 10);
        charge(-5_000, 1_000, 10);

        assertThat(charge(1_000, 1_000, 20)).isZero();
    }

    @Test
    void aClockThatJumpsBackNeitherForgivesNorPunishes() { // attack 178
        long before = charge(20_000, 1_000, 0);

        long after = charge(0, 1_000, -3_600_000);
        long later = charge(0, 1_000, -3_600_000 + 11_000);

        assertThat(after).isEqualTo(before);
        assertThat(later).isZero();
    }

    @Test
    void aClockThatJumpsForwardForgives() { // attack 178
        charge(20_000, 1_000, 0);

        assertThat(charge(1_000, 1_000, 3_600_000)).isZero();
    }

    @Test
    void aDelayNeverExceedsWhatTheProtocolCanSay() {
        assertThat(charge(1e18, 1, 0)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void itIsIdleOnceNothingCounts() {
        assertThat(bucket.idle(START)).isTrue();
        charge(1, 1, 0);

        assertThat(bucket.idle(START + 10_999)).isFalse();
        assertThat(bucket.idle(START + 11_000)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyDelayIsTheModels(long seed) {
        Random random = new Random(seed);
        Model model = new Model();
        long now = START;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(20) == 0 ? random.nextInt(15_000) : random.nextInt(400);
            double amount = random.nextInt(2_000);
            double rate = 1 + random.nextInt(5_000);

            long delay = bucket.charge(amount, rate, now).toMillis();

            assertThat((double) delay)
                    .as("seed %d step %d", seed, i)
                    .isCloseTo(model.charge(amount, rate, now), within(1.0));
        }
    }

    /** The same rule written down without a ring and without a running sum. */
    private static final class Model {
        private final Deque<double[]> samples = new ArrayDeque<>(); // {start, amount}, oldest first

        double charge(double amount, double rate, long now) {
            samples.removeIf(sample -> now - sample[0] >= WINDOWS * 1000);
            if (samples.isEmpty() || now - samples.getLast()[0] >= 1000) {
                samples.addLast(new double[] {now, 0});
            }
            samples.getLast()[1] += amount;
            double total = 0;
            for (Iterator<double[]> all = samples.iterator(); all.hasNext(); ) {
                total += all.next()[1];
            }
            double elapsed = now - samples.getFirst()[0];
            double over = elapsed + Math.max(0, WINDOWS - 1 - Math.floor(elapsed / 1000)) * 1000;
            double measured = total / over * 1000;
            return measured <= rate ? 0 : (measured - rate) / rate * over;
        }
    }
}
