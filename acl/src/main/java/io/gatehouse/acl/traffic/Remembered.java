package io.gatehouse.acl.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was asked from some time on. Immutable.
 *
 * @param since when watching began
 * @param missed how many questions found no place
 */
public record Remembered(Instant since, long missed, List<Observation> observations) {
    public Remembered {
        observations = List.copyOf(observations);
    }

    /** Without what was asked last before the given time, so that names which are used no more make room for others. */
    public Remembered lately(Instant now, Duration kept) {
        Instant from = now.minus(kept);
        return new Remembered(
                since.isAfter(from) ? since : from,
                missed,
                observations.stream()
                        .filter(seen -> !seen.last().isBefore(from))
                        .toList());
    }
}
