package io.gatehouse.auth.oauth;

import java.time.Duration;

/**
 * When a provider's keys are fetched.
 *
 * @param refresh from one fetch that went well to the next
 * @param backOff after the first that did not; doubled each time
 * @param backOffMax and never longer than this
 * @param staleAfter how long keys are believed that could not be fetched anew
 */
public record KeyTiming(Duration refresh, Duration backOff, Duration backOffMax, Duration staleAfter) {
    private static final int DOUBLINGS_MAX = 20;

    /** How long to wait after so many failures in a row. */
    Duration after(int failures) {
        Duration wait = backOff.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        return wait.compareTo(backOffMax) < 0 ? wait : backOffMax;
    }
}
