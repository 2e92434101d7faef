package io.gatehouse.broker.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Holds threads together to so many bytes a second: the cleaners ({@code log.cleaner.io.max.bytes.per.second}), or the moves
 * between log directories ({@code replica.alter.log.dirs.io.max.bytes.per.second}). Thread: any of them; it is made to wait.
 */
public final class IoBudget {
    /** What was not used lately may be caught up on, up to this. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MOST_NANOS = 3_600 * NANOS_PER_SECOND;

    private final double bytesPerSecond;
    private final LongSupplier nanoTime;
    private long paidUntil;

    public IoBudget(double bytesPerSecond, LongSupplier nanoTime) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        paidUntil = nanoTime.getAsLong() - BURST_NANOS;
    }

    /** @param pauseNanos makes the caller wait, as long as it has a reason to go on */
    void spend(long bytes, LongConsumer pauseNanos) {
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
