package io.gatehouse.broker.main.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a demo has seen. */
record DemoReport(long lines, long bytes, Duration took, RoundTrips times) {
    List<String> text() {
        double seconds = Math.max(took.toNanos(), 1) / 1e9;
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%,d lines, %,d bytes: every one came back once, unchanged and in order",
                        lines,
                        bytes),
                String.format(Locale.ROOT, "%.2f s, %,.0f lines per second", seconds, lines / seconds),
                String.format(
                        Locale.ROOT,
                        "round trip from producer to consumer: p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                        millis(times.percentile(50)),
                        millis(times.percentile(99)),
                        millis(times.percentile(100))));
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
