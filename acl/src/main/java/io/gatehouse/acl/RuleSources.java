package io.gatehouse.acl;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an engine decides by: Kafka's rules, which last, and those rules for a time that are in force now. The engine gets
 * both as one snapshot when either source changes and when a rule begins or ends. While one of the sources is not known or
 * cannot be read the engine is closed, since what is missing may be a refusal.
 *
 * <p>Thread: any, one call at a time; {@link Wake} decides on which thread rules begin and end.
 */
public final class RuleSources {
    /** A clock that somebody sets is noticed after at most this time. */
    static final Duration LOOK_MAX = Duration.ofSeconds(10);

    private final AclEngine engine;
    private final InstantSource clock;
    private final Wake wake;
    private final Consumer<TimedRule> ended;

    private @Nullable AclSnapshot lasting;
    private @Nullable List<TimedRule> timed;

    /** The ids of those whose end is still to be told. */
    private final Set<String> running = new HashSet<>();

    private Instant combinedAt = Instant.MIN;

    /** Counts the combinations: a look that was ordered by an earlier one has nothing to do. */
    private long turn;

    /** Runs something later. */
    public interface Wake {
        /** Must not run it at once. */
        void after(Duration delay, Runnable look);
    }

    /**
     * @param clock says what is in force
     * @param ended hears of each rule that ended while it was known here, once; must not call back
     */
    public RuleSources(AclEngine engine, InstantSource clock, Wake wake, Consumer<TimedRule> ended) {
        this.engine = engine;
        this.clock = clock;
        this.wake = wake;
        this.ended = ended;
    }

    /** Kafka's rules, all of them. */
    public synchronized void lasting(AclSnapshot rules) {
        lasting = rules;
        combine();
    }

    /** Kafka's rules cannot be read. */
    public synchronized void lastingUnreadable() {
        lasting = null;
        combine();
    }

    /** The rules for a time, all of them, in force or not. */
    public synchronized void timed(Collection<TimedRule> rules) {
        timed = List.copyOf(rules);
        combine();
    }

    /** Some rules for a time cannot be read. */
    public synchronized void timedUnreadable() {
        timed = null;
        combine();
    }

    private void combine() {
        turn++;
        AclSnapshot kafka = lasting;
        List<TimedRule> all = timed;
        if (kafka == null || all == null) {
            engine.close();
            return;
        }
        Instant now = clock.instant();
        combinedAt = now;
        engine.replace(
                kafka.during(all.stream().filter(rule -> rule.inForce(now)).toList()));
        tellEnded(all, now);
        lookLater(all, now);
    }

    private void tellEnded(List<TimedRule> all, Instant now) {
        Set<String> known = new HashSet<>();
        for (TimedRule rule : all) {
            known.add(rule.id());
            if (!rule.over(now)) {
                running.add(rule.id());
            } else if (running.remove(rule.id())) {
                ended.accept(rule);
            }
        }
        running.retainAll(known);
    }

    private void lookLater(List<TimedRule> all, Instant now) {
        Optional<Instant> next = all.stream()
                .flatMap(rule -> Stream.concat(rule.from().stream(), Stream.of(rule.until())))
                .filter(now::isBefore)
                .min(Instant::compareTo);
        long ordered = turn;
        next.ifPresent(boundary -> wake.after(delay(now, boundary), () -> look(ordered, boundary)));
    }

    private synchronized void look(long ordered, Instant boundary) {
        if (ordered != turn) {
            return;
        }
        Instant now = clock.instant();
        if (now.isBefore(combinedAt) || !now.isBefore(boundary)) {
            combine();
        } else {
            wake.after(delay(now, boundary), () -> look(ordered, boundary));
        }
    }

    /** A clock has parts of a millisecond that a timer may not have: later rather than too early. */
    private static Duration delay(Instant now, Instant boundary) {
        Duration left = Duration.between(now, boundary).plusMillis(1);
        return left.compareTo(LOOK_MAX) < 0 ? left : LOOK_MAX;
    }
}
