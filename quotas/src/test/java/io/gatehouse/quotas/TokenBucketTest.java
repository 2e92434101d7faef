package io.gatehouse.quotas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long START = 1_700_000_000_000L;
    private static final double RATE = 5;

    private TokenBucket bucket = new TokenBucket(11, Duration.ofSeconds(1));

    @BeforeEach
    void fresh() {
        bucket = new TokenBucket(11, Duration.ofSeconds(1));
    }

    private long charge(double amount, long afterStartMs) {
        return bucket.charge(amount, RATE, START + afterStartMs).toMillis();
    }

    @Test
    void itStartsWithTheWholeBurst() { // CONFORMANCE QCM-02: limit 5, burst 55
        assertThat(charge(55, 0)).isZero();
        assertThat(charge(1, 0)).isEqualTo(200);
    }

    @Test
    void anAcceptedOperationMayTakeMoreThanThereIs() { // CONFORMANCE QCM-03, QCM-06
        assertThat(charge(155, 0)).isEqualTo(20_000);
        assertThat(charge(0, 5_000)).isEqualTo(15_000);
        assertThat(charge(0, 20_000)).isZero();
    }

    @Test
    void pausesFillItUpToTheBurstAndNoFurther() {
        charge(55, 0);

        assertThat(charge(55, 3_600_000)).isZero();
        assertThat(charge(5, 3_600_000)).isEqualTo(1_000);
    }

    @Test
    void whatIsTakenBackFillsItUpToTheBurst() {
        charge(10, 0);
        charge(-100, 0);

        assertThat(charge(60, 0)).isEqualTo(1_000);
    }

    @Test
    void aClockThatJumpsBackGivesNothing() { // attack 178
        charge(60, 0);

        assertThat(charge(0, -3_600_000)).isEqualTo(1_000);
        assertThat(charge(0, -3_600_000 + 1_000)).isZero();
    }

    @Test
    void itIsIdleWhenItIsFullAgain() {
        charge(60, 0);

        assertThat(bucket.idle(START + 11_000)).isFalse();
        charge(0, 11_000);
        assertThat(bucket.idle(START + 22_000)).isTrue();
    }
}
