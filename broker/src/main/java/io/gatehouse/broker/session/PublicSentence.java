package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.plain.PlainMechanism;
import io.gatehouse.auth.sasl.RoundResult;

/** What a refused peer is told: the same whatever the reason was (CONFORMANCE AUE-05, AUE-06, attack 66). */
final class PublicSentence {
    private PublicSentence() {}

    static String of(String mechanism, String auditReason, String diagnosticId) {
        return withoutId(mechanism, auditReason) + " (diagnostic id " + diagnosticId + ")";
    }

    /** The same for somebody who was known before (CONFORMANCE AUE-07). */
    static String again(String mechanism, String auditReason, String diagnosticId) {
        return of(mechanism, auditReason, diagnosticId)
                .replace("during authentication", "during re-authentication")
                .replace("Authentication failed:", "Re-authentication failed:");
    }

    /** CONFORMANCE RAU-04: both names are the peer's own. */
    static String otherPrincipal(VerifiedPrincipal before, VerifiedPrincipal after, String diagnosticId) {
        return "Re-authentication failed: the connection belongs to " + before + " and cannot become " + after + "'s"
                + " (diagnostic id " + diagnosticId + ")";
    }

    private static String withoutId(String mechanism, String auditReason) {
        // Reasons with a sentence of their own (AUE-03, PLN-05): decided before anybody looks whether the user exists.
        if (auditReason.equals(RoundResult.OTHER_AUTHORIZATION_ID)) {
            return "Authentication failed: Client requested an authorization id that is different from username";
        }
        if (mechanism.equals(PlainMechanism.NAME)) {
            return PlainMechanism.SENTENCES.getOrDefault(
                    auditReason, "Authentication failed: Invalid username or password"); // AUE-02.
        }
        String generic = "Authentication failed during authentication due to invalid credentials with SASL mechanism "
                + mechanism;
        return mechanism.equals(OauthMechanism.NAME)
                ? OauthMechanism.SENTENCES.getOrDefault(auditReason, generic) // AUE-04.
                : generic;
    }
}
