package io.gatehouse.acl.traffic;

import io.gatehouse.acl.Decision;
import io.gatehouse.acl.Question;
import java.time.Instant;

/**
 * One question that was asked, however often.
 *
 * @param decision the last one
 * @param count how often, about
 */
public record Observation(Question question, Decision decision, long count, Instant first, Instant last) {
    /** Whether the rules themselves allow it: not spared by shadow mode, not refused. */
    public boolean allowed() {
        return decision.allowed() && !decision.shadowed();
    }
}
