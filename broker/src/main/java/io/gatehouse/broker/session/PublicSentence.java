package io.gatehouse.broker.session;

import io.gatehouse.auth.scram.ScramExchange;

/** What a refused peer is told: the same whatever the reason was (CONFORMANCE AUE-05, AUE-06, attack 66). */
final class PublicSentence {
    private PublicSentence() {}

    static String of(String mechanism, String auditReason, String diagnosticId) {
        return withoutId(mechanism, auditReason) + " (diagnostic id " + diagnosticId + ")";
    }

    private static String withoutId(String mechanism, String auditReason) {
        // The one reason with a sentence of its own (AUE-03): it is decided before anybody looks whether the user
        // exists.
        if (auditReason.equals(ScramExchange.OTHER_AUTHORIZATION_ID)) {
            return "Authentication failed: Client requested an authorization id that is different from username";
        }
        return "Authentication failed during authentication due to invalid credentials with SASL mechanism "
                + mechanism;
    }
}
