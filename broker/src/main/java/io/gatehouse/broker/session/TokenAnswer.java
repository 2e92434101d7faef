package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.sasl.RoundResult;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The answer to SaslAuthenticate. */
public sealed interface TokenAnswer {
    <T> T fold(
            Function<? super Challenge, ? extends T> onChallenge,
            Function<? super Accepted, ? extends T> onAccepted,
            Function<? super Refused, ? extends T> onRefused);

    /** The exchange goes on. */
    final class Challenge implements TokenAnswer {
        private final byte[] token;

        Challenge(byte[] token) {
            this.token = token.clone();
        }

        public byte[] token() {
            return token.clone();
        }

        @Override
        public <T> T fold(
                Function<? super Challenge, ? extends T> onChallenge,
                Function<? super Accepted, ? extends T> onAccepted,
                Function<? super Refused, ? extends T> onRefused) {
            return onChallenge.apply(this);
        }
    }

    /** The connection is ready; the token is the server's last. */
    final class Accepted implements TokenAnswer {
        private final byte[] token;
        private final Session session;
        private final Duration lifetime;
        private final BooleanSupplier proof;
        private final boolean clientHasTheLastWord;
        private final String detail;

        Accepted(RoundResult.Accepted result, Session session, Duration lifetime) {
            this.token = result.token();
            this.session = session;
            this.lifetime = lifetime;
            this.proof = result.proof();
            this.clientHasTheLastWord = result.clientHasTheLastWord();
            this.detail = result.detail();
        }

        /** See {@link RoundResult.Accepted#clientHasTheLastWord()}. */
        public boolean clientHasTheLastWord() {
            return clientHasTheLastWord;
        }

        public byte[] token() {
            return token.clone();
        }

        public Session session() {
            return session;
        }

        /** Whether what the session was opened with would still open it. */
        public BooleanSupplier proof() {
            return proof;
        }

        /** What tells the proof from others; for the audit log only. */
        public String detail() {
            return detail;
        }

        /** For {@code session_lifetime_ms}: zero where the session does not end (CONFORMANCE RAU-02). */
        public Duration lifetime() {
            return lifetime;
        }

        @Override
        public <T> T fold(
                Function<? super Challenge, ? extends T> onChallenge,
                Function<? super Accepted, ? extends T> onAccepted,
                Function<? super Refused, ? extends T> onRefused) {
            return onAccepted.apply(this);
        }
    }

    /**
     * Answer SASL_AUTHENTICATION_FAILED after the configured delay, then close (CONFORMANCE SAX-07).
     *
     * @param sentence what the peer is told; ends with the diagnostic id
     * @param diagnosticId connects the sentence with the audit log
     * @param user the name that the peer claimed, as it sent it; for the audit log only
     * @param auditReason the true reason; for the audit log only
     * @param silent close without an answer, so that the client tries again (CONFORMANCE AUE-10)
     * @param detail what was found and what was expected; for the audit log only, may be empty
     */
    record Refused(
            String sentence,
            String diagnosticId,
            String mechanism,
            String user,
            String auditReason,
            boolean silent,
            String detail)
            implements TokenAnswer {
        @Override
        public <T> T fold(
                Function<? super Challenge, ? extends T> onChallenge,
                Function<? super Accepted, ? extends T> onAccepted,
                Function<? super Refused, ? extends T> onRefused) {
            return onRefused.apply(this);
        }
    }
}
