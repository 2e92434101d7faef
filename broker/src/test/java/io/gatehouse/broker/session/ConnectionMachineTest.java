package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionMachineTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aSessionKnowsWhoWhereAndHow() {
        ConnectionMachine machine = authenticated(Optional.empty());

        assertThat(machine.session())
                .contains(new Session(
                        "id7", TwoRounds.ALICE, "TWO-ROUNDS", "CLIENTS", "10.0.0.7", NOW, Optional.empty()));
    }

    /** SAX-04, attacks 57 and 68: compared byte by byte, with the listener's list in the answer. */
    @ParameterizedTest
    @ValueSource(strings = {"", "two-rounds", "TWO-ROUNDS ", "TWO\u2010ROUNDS", "PLAIN", "SCRAM-SHA-1"})
    void anotherMechanismIsAnsweredWithTheList(String mechanism) {
        ConnectionMachine machine = stranger(Optional.empty());
        admit(machine, ApiKey.SASL_HANDSHAKE, 1);

        HandshakeAnswer answer = machine.onHandshake(mechanism, NOW);

        assertThat(answer)
                .isEqualTo(new HandshakeAnswer(
                        ErrorCode.UNSUPPORTED_SASL_MECHANISM, List.of("TWO-ROUNDS"), true, "unsupported-mechanism"));
        assertThat(machine.state()).isInstanceOf(ConnectionState.Closed.class);
    }

    /** SAX-03: after version 0 the tokens come raw, and the exchange is the same. */
    @Test
    void versionZeroOfTheHandshakeBeginsTheSameExchange() {
        ConnectionMachine machine = stranger(Optional.empty());
        admit(machine, ApiKey.SASL_HANDSHAKE, 0);

        assertThat(machine.onHandshake("TWO-ROUNDS", NOW).error()).isEqualTo(ErrorCode.NONE);
        assertThat(SaslRound.answer(machine, TwoRounds.BAD, NOW)).isInstanceOf(TokenAnswer.Refused.class);
        assertThat(machine.state()).isInstanceOf(ConnectionState.Closed.class);
    }

    /** SAX-01: an answer with an error may be asked for again, in another version. */
    @Test
    void apiVersionsMayBeRepeatedAfterAnError() {
        ConnectionMachine machine = stranger(Optional.empty());
        admit(machine, ApiKey.API_VERSIONS, 99);
        machine.onVersionsAnswered(ErrorCode.UNSUPPORTED_VERSION);

        assertThat(reason(machine, ApiKey.API_VERSIONS, 3)).isEqualTo("converse");
        machine.onVersionsAnswered(ErrorCode.NONE);
        assertThat(reason(machine, ApiKey.API_VERSIONS, 3)).isEqualTo("request-before-authentication");
    }

    /** Attack 18. */
    @Test
    void aStrangerHasEightRequests() {
        ConnectionMachine machine = stranger(Optional.empty());
        for (int i = 0; i < 8; i++) {
            admit(machine, ApiKey.API_VERSIONS, 99);
        }

        assertThat(reason(machine, ApiKey.API_VERSIONS, 99)).isEqualTo("too-many-requests-before-authentication");
        assertThat(reason(machine, ApiKey.SASL_HANDSHAKE, 1)).isNotEqualTo("converse");
    }

    /** Attack 17: whatever a stranger asks for, the answer is no, and nothing after it is read. */
    @Test
    void noApiButThreeIsOpenToStrangers() {
        for (ApiKey key : ApiKey.values()) {
            boolean open = key == ApiKey.API_VERSIONS || key == ApiKey.SASL_HANDSHAKE;
            ConnectionMachine machine = stranger(Optional.empty());

            assertThat(reason(machine, key, 1).equals("converse")).as("%s", key).isEqualTo(open);
            assertThat(machine.session()).isEmpty();
            if (!open) {
                assertThat(reason(machine, ApiKey.SASL_HANDSHAKE, 1)).isNotEqualTo("converse");
            }
        }
    }

    @Test
    void nothingIsReadBeforeTheTransportStands() {
        ConnectionMachine machine = new ConnectionMachine(policy(Optional.empty()), "10.0.0.7", () -> "id7");

        assertThat(reason(machine, ApiKey.API_VERSIONS, 3)).isEqualTo("request-before-transport");
    }

    /** AUE-05, attack 66. */
    @Test
    void aRefusalSaysTheOneSentenceWithADiagnosticId() {
        ConnectionMachine machine = stranger(Optional.empty());
        admit(machine, ApiKey.SASL_HANDSHAKE, 1);
        assertThat(machine.onHandshake("TWO-ROUNDS", NOW).error()).isEqualTo(ErrorCode.NONE);
        admit(machine, ApiKey.SASL_AUTHENTICATE, 2);

        TokenAnswer answer = SaslRound.answer(machine, TwoRounds.BAD, NOW);

        assertThat(answer)
                .isEqualTo(new TokenAnswer.Refused(
                        "Authentication failed during authentication due to invalid credentials with SASL mechanism"
                                + " TWO-ROUNDS (diagnostic id id7)",
                        "id7",
                        "TWO-ROUNDS",
                        "alice",
                        "wrong-proof",
                        false,
                        ""));
    }

    /** CONFORMANCE OAU-02, AUE-04: the status, and never what is wrong with the token. */
    @Test
    void aBadTokenIsToldByItsStatus() {
        assertThat(PublicSentence.of("OAUTHBEARER", "wrong-signature", "id7"))
                .isEqualTo("{\"status\":\"invalid_token\"} (diagnostic id id7)");
        assertThat(PublicSentence.again("OAUTHBEARER", "insufficient-scope", "id7"))
                .isEqualTo("{\"status\":\"insufficient_scope\"} (diagnostic id id7)");
        assertThat(PublicSentence.of("OAUTHBEARER", "malformed-oauth-message", "id7"))
                .isEqualTo("Authentication failed during authentication due to invalid credentials with SASL mechanism"
                        + " OAUTHBEARER (diagnostic id id7)");
    }

    /** Clients of OAUTHBEARER may hang up when they have read the status; the reason is written down all the same. */
    @Test
    void whoLeavesBeforeTheLastWordWasRefused() {
        ConnectionMachine machine = stranger(Optional.empty());
        assertThat(machine.onPeerGone()).isEmpty();
        admit(machine, ApiKey.SASL_HANDSHAKE, 1);
        assertThat(machine.onHandshake("TWO-ROUNDS", NOW).error()).isEqualTo(ErrorCode.NONE);
        assertThat(machine.onPeerGone()).isEmpty();
        var unused = SaslRound.answer(machine, TwoRounds.LOST, NOW);

        assertThat(machine.onPeerGone()).hasValueSatisfying(refused -> {
            assertThat(refused.auditReason()).isEqualTo("lost");
            assertThat(refused.detail()).isEqualTo("by one");
            assertThat(refused.mechanism()).isEqualTo("TWO-ROUNDS");
        });
        assertThat(machine.state()).isInstanceOf(ConnectionState.Closed.class);
    }

    /** AUE-03: the one reason that is told. */
    @Test
    void anotherAuthorizationIdIsSaidSo() {
        assertThat(PublicSentence.of("SCRAM-SHA-512", "other-authorization-id", "id7"))
                .isEqualTo("Authentication failed: Client requested an authorization id that is different from username"
                        + " (diagnostic id id7)");
    }

    /** RAU-02, RAU-05. */
    @Test
    void aSessionThatEndsIsHungUpOn() {
        ConnectionMachine machine = authenticated(Optional.of(NOW.plusSeconds(10)));

        assertThat(machine.onRequest(header(ApiKey.PRODUCE, 9), NOW.plusSeconds(9)))
                .isInstanceOf(Admission.Serve.class);
        assertThat(machine.onRequest(header(ApiKey.PRODUCE, 9), NOW.plusSeconds(10)))
                .isEqualTo(new Admission.HangUp("session-expired"));
        assertThat(machine.session()).isEmpty();
    }

    @Test
    void aProofThatHasEndedIsNoProof() {
        ConnectionMachine machine = stranger(Optional.of(NOW));
        admit(machine, ApiKey.SASL_HANDSHAKE, 1);
        assertThat(machine.onHandshake("TWO-ROUNDS", NOW).error()).isEqualTo(ErrorCode.NONE);
        assertThat(SaslRound.answer(machine, TwoRounds.GOOD, NOW)).isInstanceOf(TokenAnswer.Challenge.class);

        TokenAnswer answer = SaslRound.answer(machine, TwoRounds.GOOD, NOW);

        assertThat(answer).isInstanceOf(TokenAnswer.Refused.class);
        assertThat(machine.session()).isEmpty();
    }

    /** PMR-08. */
    @Test
    void aCertificateThatNoRuleMapsIsNobody() {
        ConnectionMachine machine = certificateMachine("RULE:CN=broker-(.*)/$1/");

        assertThat(machine.onTransportReady(Optional.of("CN=mallory"), NOW))
                .isEqualTo(new Admission.HangUp("no-principal-mapping-rule"));
        assertThat(reason(machine, ApiKey.METADATA, 9)).isEqualTo("request-after-close");
    }

    @Test
    void aCertificateIsMapped() {
        ConnectionMachine machine = certificateMachine("RULE:CN=broker-(.*)/$1/");

        assertThat(machine.onTransportReady(Optional.of("CN=broker-1"), NOW)).isInstanceOf(Admission.Serve.class);
        assertThat(machine.session().map(Session::principal)).contains(VerifiedPrincipal.user("1"));
        assertThat(machine.session().map(Session::mechanism)).contains("SSL");
    }

    /** CONFORMANCE TLS-44. */
    @Test
    void whoShowsNoCertificateIsAnonymous() {
        ConnectionMachine machine = certificateMachine("DEFAULT");

        assertThat(machine.onTransportReady(Optional.empty(), NOW)).isInstanceOf(Admission.Serve.class);
        assertThat(machine.session().map(Session::principal)).contains(VerifiedPrincipal.ANONYMOUS);
    }

    /** Attack 69. */
    @Test
    void aCertificateOnASaslListenerIsNotTheIdentity() {
        ConnectionMachine machine = new ConnectionMachine(policy(Optional.empty()), "10.0.0.7", () -> "id7");

        assertThat(machine.onTransportReady(Optional.of("CN=admin"), NOW)).isEqualTo(new Admission.Converse());
        assertThat(machine.session()).isEmpty();
    }

    @Test
    void aCertificateSaysWhichGroupsItsPrincipalIsIn() {
        ConnectionMachine machine = new ConnectionMachine(
                ListenerPolicy.certificate("INTERNAL", PrincipalMapping.DEFAULT.withGroups("OU")),
                "10.0.0.7",
                () -> "id7");

        Admission admission = machine.onTransportReady(Optional.of("CN=app,OU=ops,OU=dev"), NOW);

        assertThat(((Admission.Serve) admission).session().groups()).containsExactlyInAnyOrder("ops", "dev");
        assertThat(((Admission.Serve) admission).session().principal().name()).isEqualTo("CN=app,OU=ops,OU=dev");
    }

    @Test
    void callsOutOfOrderAreBugs() {
        ConnectionMachine machine = stranger(Optional.empty());

        assertThatThrownBy(() -> SaslRound.answer(machine, TwoRounds.GOOD, NOW))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> machine.onTransportReady(Optional.empty(), NOW))
                .isInstanceOf(IllegalStateException.class);
    }

    private static ConnectionMachine certificateMachine(String rules) {
        return new ConnectionMachine(
                ListenerPolicy.certificate("INTERNAL", PrincipalMapping.parse(rules)), "10.0.0.7", () -> "id7");
    }

    private static ListenerPolicy policy(Optional<Instant> expiresAt) {
        return ListenerPolicy.sasl("CLIENTS", List.of(new TwoRounds(expiresAt)));
    }

    private static ConnectionMachine stranger(Optional<Instant> expiresAt) {
        ConnectionMachine machine = new ConnectionMachine(policy(expiresAt), "10.0.0.7", () -> "id7");
        assertThat(machine.onTransportReady(Optional.empty(), NOW)).isEqualTo(new Admission.Converse());
        return machine;
    }

    private static ConnectionMachine authenticated(Optional<Instant> expiresAt) {
        ConnectionMachine machine = stranger(expiresAt);
        admit(machine, ApiKey.SASL_HANDSHAKE, 1);
        assertThat(machine.onHandshake("TWO-ROUNDS", NOW).error()).isEqualTo(ErrorCode.NONE);
        assertThat(SaslRound.answer(machine, TwoRounds.GOOD, NOW)).isInstanceOf(TokenAnswer.Challenge.class);
        Duration lifetime = SaslRound.answer(machine, TwoRounds.GOOD, NOW)
                .<Duration>fold(c -> Duration.ZERO, TokenAnswer.Accepted::lifetime, r -> Duration.ZERO);
        assertThat(lifetime)
                .isEqualTo(expiresAt.map(end -> Duration.between(NOW, end)).orElse(Duration.ZERO));
        return machine;
    }

    private static void admit(ConnectionMachine machine, ApiKey key, int version) {
        assertThat(reason(machine, key, version)).isEqualTo("converse");
    }

    private static String reason(ConnectionMachine machine, ApiKey key, int version) {
        return machine.onRequest(header(key, version), NOW)
                .fold(
                        serve -> "serve",
                        converse -> "converse",
                        Admission.Refuse::auditReason,
                        Admission.HangUp::auditReason);
    }

    private static RequestHeader header(ApiKey key, int version) {
        return new RequestHeader(key.id(), (short) version, 1, "");
    }
}
