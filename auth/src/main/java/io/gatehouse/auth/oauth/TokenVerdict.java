package io.gatehouse.auth.oauth;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;

/** What was found out about a token. */
sealed interface TokenVerdict {
    <T> T fold(Function<? super Good, ? extends T> onGood, Function<? super Bad, ? extends T> onBad);

    /**
     * It speaks for {@code principal} until {@code end}.
     *
     * @param detail for the audit log: what tells this token from others (attack 110)
     * @param groups those that the token says the principal is in
     */
    record Good(VerifiedPrincipal principal, Instant end, String detail, Set<String> groups) implements TokenVerdict {
        /** In no group. */
        Good(VerifiedPrincipal principal, Instant end, String detail) {
            this(principal, end, detail, Set.of());
        }

        @Override
        public <T> T fold(Function<? super Good, ? extends T> onGood, Function<? super Bad, ? extends T> onBad) {
            return onGood.apply(this);
        }
    }

    /**
     * It speaks for nobody.
     *
     * @param user the claimed name; empty where nobody looked at it
     * @param detail for the audit log: what was found and what was expected
     */
    record Bad(TokenFault fault, String user, String detail) implements TokenVerdict {
        @Override
        public <T> T fold(Function<? super Good, ? extends T> onGood, Function<? super Bad, ? extends T> onBad) {
            return onBad.apply(this);
        }
    }
}
