package io.gatehouse.broker.main.quickstart;

import java.time.Duration;
import java.util.Arrays;

/** How long records were under way; grows with their number, eight bytes each. */
final class RoundTrips {
    private static final int FIRST_CAPACITY = 1024;

    private long[] nanos = new long[FIRST_CAPACITY];
    private int size;

    void add(Duration time) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = time.toNanos();
    }

    /** The time that {@code percent} of the records did not exceed; zero when there are none. */
    Duration percentile(double percent) {
        if (size == 0) {
            return Duration.ZERO;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * size);
        return Duration.ofNanos(sorted[Math.max(rank, 1) - 1]);
    }
}
