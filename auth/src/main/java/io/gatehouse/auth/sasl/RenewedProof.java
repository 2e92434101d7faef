package io.gatehouse.auth.sasl;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Something that proves this broker to others and ends: a ticket, a token. It is had when the first is needed, and another when
 * most of the time of the one before is over; while none is to be had, the old one is used to its end. Kept in memory and nowhere
 * else.
 *
 * <p>Thread: any that may wait for whoever gives it; guarded by {@code this}, so that one asks for all.
 */
public final class RenewedProof<T> {
    /** The share of its time after which it is not used for a new log-in; sessions are renewed later than that. */
    private static final double USED_UP = 0.8;

    private final InstantSource clock;
    private final Source<T> source;
    private Optional<Held<T>> held = Optional.empty();

    public RenewedProof(InstantSource clock, Source<T> source) {
        this.clock = clock;
        this.source = source;
    }

    /** Who gives it. */
    public interface Source<T> {
        /**
         * @throws IOException saying to the operator why none is to be had now
         * @throws FailedExchange if what was given is no good
         */
        Given<T> next(Instant now) throws IOException, FailedExchange;
    }

    /** @param end when it is over */
    public record Given<T>(T proof, Instant end) {}

    private record Held<T>(T proof, Instant staleAt, Instant end) {}

    /** One that is good now. */
    public synchronized T current() throws FailedExchange {
        Instant now = clock.instant();
        if (held.isEmpty() || !now.isBefore(held.get().staleAt())) {
            try {
                Given<T> next = source.next(now);
                long life = Duration.between(now, next.end()).toMillis();
                held = Optional.of(new Held<>(next.proof(), now.plusMillis((long) (life * USED_UP)), next.end()));
            } catch (IOException e) {
                if (held.filter(known -> now.isBefore(known.end())).isEmpty()) {
                    throw new FailedExchange(String.valueOf(e.getMessage()));
                }
            }
        }
        return held.orElseThrow().proof();
    }
}
