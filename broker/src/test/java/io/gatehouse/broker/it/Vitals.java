package io.gatehouse.broker.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the system counts of a process, from Linux's /proc.
 *
 * @param residentKib resident memory
 * @param cpu processor time used since its start
 */
record Vitals(int descriptors, int threads, long residentKib, Duration cpu) {
    /** The system's clock tick, which has been this on every Linux for decades. */
    private static final long TICK_MILLIS = 10;

    static Vitals of(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            List<String> status = Files.readAllLines(proc.resolve("status"));
            return new Vitals(
                    (int) open.count(), (int) number(status, "Threads:"), number(status, "VmRSS:"), cpu(proc));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    private static Duration cpu(Path proc) throws IOException {
        String stat = Files.readString(proc.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Duration.ofMillis((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS);
    }
}
