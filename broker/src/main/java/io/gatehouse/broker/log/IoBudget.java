package io.gatehouse.broker.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Holds the cleaner threads together to so many bytes a second, read and written ({@code
 * log.cleaner.io.max.bytes.per.second}). Thread: any cleaner thread; it is made to wait.
 */
final class IoBudget {
    /** What was not used lately may be caught up on, up to this. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MOST_NANOS = 3_600 * NANOS_PER_SECOND;

    private final double bytesPerSecond;
    private final LongSupplier nanoTime;
    private final LongConsumer pauseNanos;
    private long paidUntil;

    IoBudget(double bytesPerSecond, LongSupplier nanoTime, LongConsumer pauseNanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.pauseNanos = pauseNanos;
        paidUntil = nanoTime.getAsLong() - BURST_NANOS;
    }

    void spend(long bytes) {
        long wait = book(bytes);
        if (wait > 0) {
            pauseNanos.accept(wait);
        }
    }

    private synchronized long book(long bytes) {
        long now = nanoTime.getAsLong();
        paidUntil = Math.max(paidUntil, now - BURST_NANOS);
        double nanos = (double) bytes * NANOS_PER_SECOND / bytesPerSecond;
        paidUntil += (long) Math.min(nanos, MOST_NANOS);
        return paidUntil - now;
    }
}
