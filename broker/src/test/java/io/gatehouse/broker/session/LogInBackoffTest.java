package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Attack 67, PEERS B10: guessing is slow, and slows down nobody else. */
final class LogInBackoffTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Ten failures of a user from an address come free, then one every two seconds; of an address, 100, then ten a second. */
    private final LogInBackoff backoff = new LogInBackoff(30, 300);

    private Instant now = START;

    private Optional<Duration> fails(String host, String user) {
        return backoff.judged(host, user, true, now);
    }

    private Optional<Duration> succeeds(String host, String user) {
        return backoff.judged(host, user, false, now);
    }

    private void exhaust(String host, String user) {
        while (fails(host, user).isPresent()) {
            assertThat(fails(host, user)).isNotNull();
        }
    }

    @Test
    void aFewFailuresAreToldAtOnce() {
        for (int i = 0; i < 10; i++) {
            assertThat(fails("10.0.0.1", "alice")).contains(Duration.ZERO);
        }
        assertThat(fails("10.0.0.1", "alice")).contains(Duration.ofSeconds(2));
    }

    @Test
    void theRightPasswordOfTheSameUserFromTheSameAddressWaitsAsLong() {
        for (int i = 0; i < 11; i++) {
            assertThat(fails("10.0.0.1", "alice")).isPresent();
        }

        assertThat(fails("10.0.0.1", "alice")).isEqualTo(Optional.of(Duration.ofSeconds(4)));
        assertThat(succeeds("10.0.0.1", "alice")).as("too long").isEmpty();
    }

    @Test
    void nobodyElseWaits() {
        exhaust("10.0.0.1", "alice");

        assertThat(succeeds("10.0.0.2", "alice")).contains(Duration.ZERO);
        assertThat(succeeds("10.0.0.1", "bob")).contains(Duration.ZERO);
    }

    @Test
    void oneAnswerIsGivenForEachIntervalAndNoMore() {
        exhaust("10.0.0.1", "alice");
        int told = 0;
        for (int i = 0; i < 60_000; i += 10) {
            now = START.plusMillis(i);
            told += fails("10.0.0.1", "alice").isPresent() ? 1 : 0;
        }

        assertThat(told).isBetween(29, 30);
    }

    @Test
    void whoIsHungUpOnMayTryAgainSoon() {
        exhaust("10.0.0.1", "alice");
        assertThat(succeeds("10.0.0.1", "alice")).isEmpty();

        now = now.plusSeconds(2);

        assertThat(succeeds("10.0.0.1", "alice")).isPresent();
    }

    @Test
    void failuresAreForgotten() {
        exhaust("10.0.0.1", "alice");

        now = now.plusSeconds(60);

        assertThat(fails("10.0.0.1", "alice")).contains(Duration.ZERO);
    }

    @Test
    void oneAddressThatTriesManyNamesWaits() {
        for (int i = 0; i < 100; i++) {
            assertThat(fails("10.0.0.1", "user-" + i)).contains(Duration.ZERO);
        }

        assertThat(fails("10.0.0.1", "another")).contains(Duration.ofMillis(200));
        assertThat(fails("10.0.0.2", "another")).contains(Duration.ZERO);
        assertThat(backoff.pause("10.0.0.1", now)).isEqualTo(Duration.ofMillis(400));
        assertThat(backoff.pause("10.0.0.2", now)).isZero();
    }

    @Test
    void whoHasLoggedInFromAnAddressDoesNotWaitForThoseWhoGuessThere() {
        assertThat(succeeds("10.0.0.1", "alice")).contains(Duration.ZERO);
        for (int i = 0; i < 500; i++) {
            var unused = fails("10.0.0.1", "user-" + i);
        }

        assertThat(succeeds("10.0.0.1", "alice")).contains(Duration.ZERO);
        assertThat(succeeds("10.0.0.1", "bob")).isEmpty();
        assertThat(backoff.pause("10.0.0.1", now)).isEqualTo(LogInBackoff.PAUSE_MAX);
    }

    @Test
    void aSuccessDoesNotForgiveWhatFailed() {
        for (int i = 0; i < 10; i++) {
            assertThat(fails("10.0.0.1", "alice")).contains(Duration.ZERO);
        }
        assertThat(succeeds("10.0.0.1", "alice")).isPresent();

        assertThat(fails("10.0.0.1", "alice")).isNotEqualTo(Optional.of(Duration.ZERO));
    }

    @Test
    void aNetworkOfIpv6AddressesIsOneSource() {
        exhaust("2001:db8:0:1:0:0:0:1", "alice");

        assertThat(succeeds("2001:db8:0:1:a:b:c:d", "alice")).isEmpty();
        assertThat(succeeds("2001:db8:0:2:0:0:0:1", "alice")).contains(Duration.ZERO);
    }

    @Test
    void zeroIsNoBound() {
        LogInBackoff open = new LogInBackoff(0, 0);
        for (int i = 0; i < 10_000; i++) {
            assertThat(open.judged("10.0.0.1", "alice", true, now)).contains(Duration.ZERO);
        }
        assertThat(open.pause("10.0.0.1", now)).isZero();
    }

    @Test
    void manyNamesDoNotMakeItForgetAnAddress() {
        for (int i = 0; i < 3 * LogInBackoff.PAIRS_MAX; i++) {
            var unused = fails("10.0.0.1", "user-" + i);
        }

        assertThat(backoff.pause("10.0.0.1", now)).isEqualTo(LogInBackoff.PAUSE_MAX);
    }
}
