package io.gatehouse.acl.traffic;

import io.gatehouse.acl.AccessCheck;
import io.gatehouse.acl.Decision;
import io.gatehouse.acl.DecisionListener;
import io.gatehouse.acl.Question;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which questions were asked, each once, with its last answer: enough to ask them again. What was remembered
 * before a restart can be handed in.
 * Bounded in all and for each principal, so that nobody who makes up names takes the others' place; what did not find one is
 * counted. Lists that leave out what somebody may not see are not questions. Thread: any; never blocks.
 */
public final class Traffic implements DecisionListener {
    /** A principal may take one of so many places. */
    static final int SHARE = 10;

    /** Written seldom, so that those who check at the same time do not wait for each other. */
    private static final long RESOLUTION_MS = 1_000;

    private final int max;
    private final InstantSource clock;
    private final Instant since;
    private final Map<Question, Seen> questions = new ConcurrentHashMap<>();
    private final Map<VerifiedPrincipal, AtomicInteger> ofPrincipals = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong missed = new AtomicLong();

    private static final class Seen {
        private volatile long first;
        private final AtomicLong count = new AtomicLong();
        private volatile long last;
        private volatile Decision decision;

        Seen(long now, Decision decision) {
            this.first = now;
            this.last = now;
            this.decision = decision;
        }

        void restore(Observation seen) {
            first = seen.first().toEpochMilli();
            last = seen.last().toEpochMilli();
            count.set(seen.count());
        }

        void again(long now, Decision decided) {
            count.lazySet(count.get() + 1); // About is enough, and costs no lock.
            if (now - last >= RESOLUTION_MS) {
                last = now;
            }
            if (!decision.equals(decided)) {
                decision = decided;
            }
        }
    }

    /** @param max how many questions are remembered; 0 for none */
    public Traffic(int max, InstantSource clock) {
        this(max, clock, new Remembered(clock.instant(), 0, List.of()));
    }

    /** @param earlier what another was told before; of too much the oldest is left out, and counted as missed */
    public Traffic(int max, InstantSource clock, Remembered earlier) {
        this.max = max;
        this.clock = clock;
        this.since = earlier.since();
        missed.set(earlier.missed());
        if (max > 0) {
            earlier.observations().stream()
                    .sorted(Comparator.comparing(Observation::last).reversed())
                    .forEach(this::restore);
        }
    }

    private void restore(Observation seen) {
        Seen kept = remember(seen.question(), seen.decision());
        if (kept != null) {
            kept.restore(seen);
        }
    }

    @Override
    public void decided(AccessCheck check) {
        if (max == 0) {
            return;
        }
        Question question = check.question();
        Seen seen = questions.get(question);
        if (seen == null) {
            seen = remember(question, check.decision());
        }
        if (seen != null) {
            seen.again(clock.millis(), check.decision());
        }
    }

    private @Nullable Seen remember(Question question, Decision decision) {
        if (size.get() >= max) {
            missed.incrementAndGet();
            return null;
        }
        AtomicInteger ofPrincipal =
                ofPrincipals.computeIfAbsent(question.subject().principal(), any -> new AtomicInteger());
        if (ofPrincipal.get() >= Math.max(1, max / SHARE)) {
            missed.incrementAndGet();
            return null;
        }
        return questions.computeIfAbsent(question, any -> {
            size.incrementAndGet();
            ofPrincipal.incrementAndGet();
            return new Seen(clock.millis(), decision);
        });
    }

    public Instant since() {
        return since;
    }

    /** How many questions found no place; if any, what follows from the others may be wrong. */
    public long missed() {
        return missed.get();
    }

    /** All of it at once, for whoever keeps it. */
    public Remembered remembered() {
        return new Remembered(since, missed.get(), observations());
    }

    /** All of them, in no order. */
    public List<Observation> observations() {
        return questions.entrySet().stream()
                .map(entry -> {
                    Seen seen = entry.getValue();
                    return new Observation(
                            entry.getKey(),
                            seen.decision,
                            seen.count.get(),
                            Instant.ofEpochMilli(seen.first),
                            Instant.ofEpochMilli(seen.last));
                })
                .toList();
    }
}
