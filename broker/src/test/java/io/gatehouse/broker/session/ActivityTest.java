package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gatehouse.broker.session.Activity.Counted;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ActivityTest {
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final double EXACT = 0.000_1;

    private final Activity activity = new Activity();

    @Test
    void everythingIsCountedFromTheBegin() {
        activity.request(100, 0);
        activity.answer(1000, 1);
        activity.request(50, 5_000);

        Counted counted = activity.counted(5_000, AN_HOUR);

        assertThat(counted.requests()).isEqualTo(2);
        assertThat(counted.bytesIn()).isEqualTo(150);
        assertThat(counted.bytesOut()).isEqualTo(1000);
    }

    @Test
    void ratesAreOfTheLastMinute() {
        for (int second = 0; second < 1_000; second++) {
            activity.request(100, second);
            activity.request(100, second);
            activity.answer(500, second);
        }

        Counted counted = activity.counted(999, AN_HOUR);

        assertThat(counted.requestsPerSecond()).isCloseTo(2, within(EXACT));
        assertThat(counted.bytesInPerSecond()).isCloseTo(200, within(EXACT));
        assertThat(counted.bytesOutPerSecond()).isCloseTo(500, within(EXACT));
    }

    @Test
    void whatIsOlderThanAMinuteIsNoRate() {
        activity.request(100, 1_000);

        assertThat(activity.counted(1_059, AN_HOUR).requestsPerSecond()).isPositive();
        assertThat(activity.counted(1_070, AN_HOUR).requestsPerSecond()).isZero();
    }

    @Test
    void aYoungConnectionsRatesAreOfItsOwnTime() {
        activity.request(100, 1_000);
        activity.request(100, 1_001);

        assertThat(activity.counted(1_001, Duration.ofSeconds(1)).requestsPerSecond())
                .isCloseTo(1, within(EXACT));
    }

    @Test
    void aClockThatIsPutBackLosesRatesAndNoCounts() {
        activity.request(100, 1_000);
        activity.request(100, 500);

        assertThat(activity.counted(500, AN_HOUR).requests()).isEqualTo(2);
        assertThat(activity.counted(500, AN_HOUR).requestsPerSecond()).isPositive();
    }
}
