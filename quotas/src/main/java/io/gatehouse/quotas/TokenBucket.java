package io.gatehouse.quotas;

import java.time.Duration;

/**
 * Tokens that come back at the limit's rate, up to what all windows hold (CONFORMANCE QCM-02, QCM-06). An operation may
 * take more than there is; the next one waits until the debt is paid. Starts full. A clock that jumps back gives nothing
 * and takes nothing.
 */
final class TokenBucket implements Bucket {
    private final double burstSeconds;
    private double tokens = Double.POSITIVE_INFINITY; // Cut to the burst by the first charge, which knows the rate.
    private long lastMs = Long.MIN_VALUE;

    TokenBucket(int windows, Duration window) {
        this.burstSeconds = windows * (window.toMillis() / 1000.0);
    }

    @Override
    public Duration charge(double amount, double rate, long nowMs) {
        double burst = rate * burstSeconds;
        double returned = nowMs > lastMs ? (nowMs - lastMs) / 1000.0 * rate : 0;
        tokens = Math.min(burst, Math.min(burst, tokens + returned) - amount);
        lastMs = nowMs;
        return tokens >= 0
                ? Duration.ZERO
                : Duration.ofMillis(Math.min(Integer.MAX_VALUE, Math.round(-tokens / rate * 1000)));
    }

    @Override
    public boolean idle(long nowMs) {
        return tokens >= 0 && Math.abs(nowMs - lastMs) >= burstSeconds * 1000;
    }
}
