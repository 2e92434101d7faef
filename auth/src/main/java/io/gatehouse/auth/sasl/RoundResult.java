package io.gatehouse.auth.sasl;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** What one round of a SASL exchange led to. */
public sealed interface RoundResult {
    /** The audit reason of a client that wants to act for another, which the peer may know (CONFORMANCE AUE-03). */
    String OTHER_AUTHORIZATION_ID = "other-authorization-id";

    <T> T fold(
            Function<? super Challenge, ? extends T> onChallenge,
            Function<? super Accepted, ? extends T> onAccepted,
            Function<? super Refused, ? extends T> onRefused);

    /** The exchange goes on: {@code token} goes to the peer. */
    final class Challenge implements RoundResult {
        private final byte[] token;

        public Challenge(byte[] token) {
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

    /** The peer is {@code principal}; {@code token} is the last word to the peer. */
    final class Accepted implements RoundResult {
        private final byte[] token;
        private final VerifiedPrincipal principal;
        private final Optional<Instant> expiresAt;
        private final BooleanSupplier proof;
        private final Manner manner;

        private record Manner(boolean clientHasTheLastWord, boolean byToken, String detail, Set<String> groups) {
            static final Manner USUAL = new Manner(false, false, "", Set.of());
        }

        /** For a proof that only time ends. */
        public Accepted(byte[] token, VerifiedPrincipal principal, Optional<Instant> expiresAt) {
            this(token, principal, expiresAt, "");
        }

        /** The same, with what tells this proof from others of the principal; for the audit log only. */
        public Accepted(byte[] token, VerifiedPrincipal principal, Optional<Instant> expiresAt, String detail) {
            this(token, principal, expiresAt, () -> true, new Manner(false, false, detail, Set.of()));
        }

        /**
         * @param expiresAt when the proof itself ends (a token's expiry), empty where it does not
         * @param proof whether it would still be one: the credential is there and is the same; any thread may ask, often
         */
        public Accepted(byte[] token, VerifiedPrincipal principal, Optional<Instant> expiresAt, BooleanSupplier proof) {
            this(token, principal, expiresAt, proof, Manner.USUAL);
        }

        private Accepted(
                byte[] token,
                VerifiedPrincipal principal,
                Optional<Instant> expiresAt,
                BooleanSupplier proof,
                Manner manner) {
            this.token = token.clone();
            this.principal = principal;
            this.expiresAt = expiresAt;
            this.proof = proof;
            this.manner = manner;
        }

        /** For a mechanism whose server says nothing at the end, which is not the same as saying an empty token. */
        public static Accepted byTheClientsLastWord(
                VerifiedPrincipal principal, Optional<Instant> expiresAt, String detail) {
            return new Accepted(
                    new byte[0], principal, expiresAt, () -> true, new Manner(true, false, detail, Set.of()));
        }

        /** Where the proof was a delegation token, which gives its holder less than the owner's own proof does. */
        public static Accepted byToken(
                byte[] token, VerifiedPrincipal principal, Optional<Instant> expiresAt, BooleanSupplier proof) {
            return new Accepted(token, principal, expiresAt, proof, new Manner(false, true, "", Set.of()));
        }

        /** The same proof, where it says too which groups the principal is in. */
        public Accepted in(Set<String> groups) {
            return new Accepted(
                    token,
                    principal,
                    expiresAt,
                    proof,
                    new Manner(manner.clientHasTheLastWord(), manner.byToken(), manner.detail(), Set.copyOf(groups)));
        }

        public Set<String> groups() {
            return manner.groups();
        }

        /** The same proof, where it makes the peer somebody else. */
        public Accepted as(VerifiedPrincipal other) {
            return new Accepted(token, other, expiresAt, proof, manner);
        }

        /** Clients that send tokens without a header do not wait for an answer then, and would take it for another one. */
        public boolean clientHasTheLastWord() {
            return manner.clientHasTheLastWord();
        }

        public byte[] token() {
            return token.clone();
        }

        public VerifiedPrincipal principal() {
            return principal;
        }

        public Optional<Instant> expiresAt() {
            return expiresAt;
        }

        public BooleanSupplier proof() {
            return proof;
        }

        /** For the audit log only; empty where there is nothing to tell. */
        public String detail() {
            return manner.detail();
        }

        public boolean byToken() {
            return manner.byToken();
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
     * The peer proved nothing.
     *
     * @param user the claimed name, for the audit log only; empty if the token did not carry one
     * @param auditReason a fixed word such as {@code unknown-user}, for the audit log only, never for the peer
     * @param passing whether the same peer may succeed when it tries again: it is hung up on without an answer, because
     *     clients give up for good when they hear that authentication failed (CONFORMANCE AUE-10)
     * @param detail what was found and what was expected, for the audit log only; empty where the reason says it all
     */
    record Refused(String user, String auditReason, boolean passing, String detail) implements RoundResult {
        public Refused(String user, String auditReason) {
            this(user, auditReason, "");
        }

        public Refused(String user, String auditReason, String detail) {
            this(user, auditReason, false, detail);
        }

        public static Refused passing(String user, String auditReason) {
            return new Refused(user, auditReason, true, "");
        }

        @Override
        public <T> T fold(
                Function<? super Challenge, ? extends T> onChallenge,
                Function<? super Accepted, ? extends T> onAccepted,
                Function<? super Refused, ? extends T> onRefused) {
            return onRefused.apply(this);
        }
    }
}
