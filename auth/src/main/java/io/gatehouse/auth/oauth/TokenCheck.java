package io.gatehouse.auth.oauth;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;

/** Somebody who judges tokens in our place. Thread: any that may wait. */
public interface TokenCheck {
    Answer check(String token);

    /** What came of it. */
    sealed interface Answer {}

    /** @param end later than that the token proves nothing */
    record Believed(VerifiedPrincipal principal, Instant end) implements Answer {}

    /** @param why for the audit log; never the token */
    record Refused(String why) implements Answer {}
}
