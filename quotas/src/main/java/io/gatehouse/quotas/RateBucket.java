package io.gatehouse.quotas;

import java.time.Duration;

/**
 * A rate over sliding samples, and the delay as Kafka computes it (CONFORMANCE QTH-01 to QTH-04). A sample begins with
 * the first amount after the one before it was full, so quiet times take no samples; the sum of the kept samples is
 * spread over the time since the oldest began, filled up with the full windows that are missing, so that a burst after a
 * pause is not taken for a rate.
 *
 * <p>A clock that jumps back moves the samples with it: what was used stays used, and no delay is longer than it would
 * have been (attack 178).
 */
final class RateBucket implements Bucket {
    private final long windowMs;
    private final long[] startMs;
    private final double[] amounts;

    private int newest;
    private int samples;
    private double total;
    private long lastMs;

    /** @param windows how many samples are kept, the current one included; at least 2 */
    RateBucket(int windows, Duration window) {
        this.windowMs = window.toMillis();
        this.startMs = new long[windows];
        this.amounts = new double[windows];
    }

    @Override
    public Duration charge(double amount, double rate, long nowMs) {
        followClock(nowMs);
        forgetBefore(nowMs - windowMs * startMs.length);
        if (samples == 0 || nowMs - startMs[newest] >= windowMs) {
            begin(nowMs);
        }
        amounts[newest] += amount;
        total += amount;
        return delay(rate, nowMs);
    }

    @Override
    public boolean idle(long nowMs) {
        return samples == 0 || Math.abs(nowMs - lastMs) >= windowMs * startMs.length;
    }

    private Duration delay(double rate, long nowMs) {
        long elapsedMs = nowMs - startMs[oldest()];
        long missingWindows = Math.max(0, startMs.length - 1 - elapsedMs / windowMs);
        long overMs = elapsedMs + missingWindows * windowMs;
        double measured = total / (overMs / 1000.0);
        if (measured <= rate) {
            return Duration.ZERO;
        }
        return Duration.ofMillis(Math.min(Integer.MAX_VALUE, Math.round((measured - rate) / rate * overMs)));
    }

    private void followClock(long nowMs) {
        long back = lastMs - nowMs;
        if (samples > 0 && back > 0) {
            for (int i = 0; i < startMs.length; i++) {
                startMs[i] -= back;
            }
        }
        lastMs = nowMs;
    }

    private void forgetBefore(long oldestMs) {
        while (samples > 0 && startMs[oldest()] <= oldestMs) {
            total -= amounts[oldest()];
            samples--;
        }
        if (samples == 0) {
            total = 0; // Also drops what rounding left behind.
        }
    }

    private void begin(long nowMs) {
        if (samples == startMs.length) {
            total -= amounts[oldest()];
            samples--;
        }
        newest = (newest + 1) % startMs.length;
        samples++;
        startMs[newest] = nowMs;
        amounts[newest] = 0;
    }

    private int oldest() {
        return Math.floorMod(newest - samples + 1, startMs.length);
    }
}
