package io.gatehouse.acl;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.Optional;

/**
 * An access rule that holds for a time (PEERS 3.1 note 13). Kafka's rules have no times, so these are kept apart from them:
 * a tool that reads Kafka's rules and writes them again can neither lose the end of one nor see it. Immutable.
 *
 * @param id as {@link io.gatehouse.auth.audit.DiagnosticIds} makes them
 * @param from when it begins; at once if empty
 * @param until when it is over; the rule does not hold at that moment any more
 * @param reason what the administrator wants others to know
 * @param by who added it
 */
public record TimedRule(
        String id,
        AccessRule rule,
        Optional<Instant> from,
        Instant until,
        String reason,
        VerifiedPrincipal by,
        Instant since) {
    /** Every broker looks at all of them whenever one begins or ends; whoever needs more wants rules that last. */
    public static final int ENTRIES_MAX = 1000;

    /** Longer is not read by anybody. */
    public static final int REASON_CHARS_MAX = 250;

    public TimedRule {
        if (from.filter(begin -> !begin.isBefore(until)).isPresent()) {
            throw new IllegalArgumentException(
                    "a rule from " + from.get() + " until " + until + " (expected: a begin before the end)");
        }
        if (reason.length() > REASON_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "a reason of " + reason.length() + " characters (expected: at most " + REASON_CHARS_MAX + ")");
        }
    }

    public boolean begun(Instant now) {
        return from.filter(now::isBefore).isEmpty();
    }

    public boolean over(Instant now) {
        return !now.isBefore(until);
    }

    public boolean inForce(Instant now) {
        return begun(now) && !over(now);
    }
}
