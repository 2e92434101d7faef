package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** KIP-368, CONFORMANCE RAU-01 to RAU-09, attacks 62 and 63. */
final class ReAuthenticationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIFETIME = Duration.ofSeconds(5);

    private Instant now = NOW;
    private Optional<Instant> credentialEnd = Optional.empty();
    private final ConnectionMachine machine = new ConnectionMachine(
            ListenerPolicy.sasl("CLIENTS", List.of(new Named("NAMES"), new Named("OTHER")), Map.of("NAMES", LIFETIME)),
            "10.0.0.7",
            () -> "id7");

    private Set<String> groups = Set.of();

    /** Believes whoever says a name, but not {@code nobody}. */
    private final class Named implements SaslMechanism {
        private final String name;

        private Named(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public SaslExchange begin() {
            return (token, at) -> {
                String user = new String(token, StandardCharsets.UTF_8);
                return user.equals("nobody")
                        ? new RoundResult.Refused(user, "unknown-user")
                        : new RoundResult.Accepted(new byte[0], VerifiedPrincipal.user(user), credentialEnd).in(groups);
            };
        }
    }

    private String request(ApiKey key, int version) {
        return machine.onRequest(new RequestHeader(key.id(), (short) version, 1, ""), now)
                .fold(
                        serve -> "serve " + serve.session().principal(),
                        converse -> "converse",
                        refuse -> refuse.error() + (refuse.hangUp() ? ", end" : ""),
                        hangUp -> "end " + hangUp.auditReason());
    }

    private String handshake(String mechanism) {
        String admission = request(ApiKey.SASL_HANDSHAKE, 1);
        return admission.equals("converse")
                ? machine.onHandshake(mechanism, now).error().toString()
                : admission;
    }

    private String say(String user) {
        assertThat(request(ApiKey.SASL_AUTHENTICATE, 2)).isEqualTo("converse");
        return SaslRound.answer(machine, user.getBytes(StandardCharsets.UTF_8), now)
                .fold(c -> "challenge", accepted -> "lifetime " + accepted.lifetime(), TokenAnswer.Refused::sentence);
    }

    private void logIn(String mechanism) {
        var unused = machine.onTransportReady(Optional.empty(), now);
        assertThat(handshake(mechanism)).isEqualTo("NONE");
        assertThat(say("alice")).startsWith("lifetime");
    }

    @Test
    void theGroupsAreThoseOfTheLastProof() {
        groups = Set.of("shop", "ops");
        logIn("NAMES");
        assertThat(machine.session().orElseThrow().groups()).containsExactlyInAnyOrder("shop", "ops");

        groups = Set.of("shop");
        now = NOW.plusSeconds(4);
        assertThat(handshake("NAMES")).isEqualTo("NONE");
        assertThat(say("alice")).isEqualTo("lifetime PT5S");

        assertThat(machine.session().orElseThrow().groups()).containsExactly("shop");
    }

    @Test
    void aSessionIsProlongedByProvingItAgain() {
        logIn("NAMES");
        Session first = machine.session().orElseThrow();
        assertThat(first.expiresAt()).contains(NOW.plus(LIFETIME));

        now = NOW.plusSeconds(4);
        assertThat(request(ApiKey.METADATA, 12)).isEqualTo("serve User:alice");
        assertThat(handshake("NAMES")).isEqualTo("NONE");
        assertThat(machine.session()).as("known all the time").contains(first);
        assertThat(say("alice")).isEqualTo("lifetime PT5S");

        Session renewed = machine.session().orElseThrow();
        assertThat(renewed.id()).isEqualTo(first.id());
        assertThat(renewed.since()).isEqualTo(first.since());
        now = NOW.plusSeconds(8);
        assertThat(request(ApiKey.METADATA, 12)).isEqualTo("serve User:alice");
        now = NOW.plusSeconds(9);
        assertThat(request(ApiKey.METADATA, 12)).isEqualTo("end session-expired");
    }

    @Test
    void whoIsLateMayStillProveItselfButDoNothingElse() {
        logIn("NAMES");
        now = NOW.plusSeconds(60);

        assertThat(handshake("NAMES")).isEqualTo("NONE");
        assertThat(say("alice")).isEqualTo("lifetime PT5S");
        assertThat(request(ApiKey.METADATA, 12)).isEqualTo("serve User:alice");
    }

    @Test
    void whoNeedNotMayNot() {
        logIn("OTHER");
        now = NOW.plusSeconds(60);

        assertThat(machine.session().orElseThrow().expiresAt()).isEmpty();
        assertThat(request(ApiKey.SASL_HANDSHAKE, 1)).isEqualTo("ILLEGAL_SASL_STATE");
        assertThat(request(ApiKey.METADATA, 12)).isEqualTo("serve User:alice");
    }

    @Test
    void notMoreThanOnceASecond() {
        logIn("NAMES");
        now = NOW.plusMillis(999);
        assertThat(request(ApiKey.SASL_HANDSHAKE, 1)).isEqualTo("ILLEGAL_SASL_STATE");

        now = NOW.plusMillis(1000);
        assertThat(handshake("NAMES")).isEqualTo("NONE");
        assertThat(say("alice")).isEqualTo("lifetime PT5S");
        now = NOW.plusMillis(1999);
        assertThat(request(ApiKey.SASL_HANDSHAKE, 1)).isEqualTo("ILLEGAL_SASL_STATE");
    }

    @Test
    void tokensWithoutAHeaderCouldBeTakenForRequests() {
        logIn("NAMES");
        now = NOW.plusSeconds(2);

        assertThat(request(ApiKey.SASL_HANDSHAKE, 0)).isEqualTo("ILLEGAL_SASL_STATE");
    }

    // Attack 62.
    @Test
    void nobodyBecomesSomebodyElse() {
        logIn("NAMES");
        now = NOW.plusSeconds(2);
        assertThat(handshake("NAMES")).isEqualTo("NONE");

        assertThat(say("mallory"))
                .isEqualTo("Re-authentication failed: the connection belongs to User:alice and cannot become"
                        + " User:mallory's (diagnostic id id7)");
        assertThat(machine.session()).isEmpty();
        assertThat(request(ApiKey.METADATA, 12)).isEqualTo("end request-after-close");
    }

    // Attack 62.
    @Test
    void anotherMechanismIsAnsweredAndThenNotHeard() {
        logIn("NAMES");
        now = NOW.plusSeconds(2);

        assertThat(handshake("OTHER")).isEqualTo("NONE");

        assertThat(request(ApiKey.SASL_AUTHENTICATE, 2)).isEqualTo("end re-authentication-by-another-mechanism");
    }

    @Test
    void aWrongProofEndsTheConnectionWithTheWordsForIt() {
        logIn("NAMES");
        now = NOW.plusSeconds(2);
        assertThat(handshake("NAMES")).isEqualTo("NONE");

        assertThat(say("nobody")).contains("during re-authentication", "id7");
        assertThat(machine.session()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ApiKey.class,
            names = {"METADATA", "PRODUCE", "API_VERSIONS", "SASL_HANDSHAKE"})
    void nothingElseIsHeardInTheMiddleOfIt(ApiKey key) {
        logIn("NAMES");
        now = NOW.plusSeconds(2);
        assertThat(handshake("NAMES")).isEqualTo("NONE");

        assertThat(request(key, 1)).isIn("end request-during-re-authentication", "ILLEGAL_SASL_STATE, end");
        assertThat(request(ApiKey.SASL_AUTHENTICATE, 2)).isEqualTo("end request-after-close");
    }

    @Test
    void theEarlierOfTheTwoEndsCounts() {
        credentialEnd = Optional.of(NOW.plusSeconds(3));
        logIn("NAMES");
        assertThat(machine.session().orElseThrow().expiresAt()).contains(NOW.plusSeconds(3));

        credentialEnd = Optional.of(NOW.plusSeconds(100));
        now = NOW.plusSeconds(2);
        assertThat(handshake("NAMES")).isEqualTo("NONE");
        assertThat(say("alice")).isEqualTo("lifetime PT5S");
    }

    @Test
    void aCredentialThatIsOverProvesNothing() {
        credentialEnd = Optional.of(NOW.plusSeconds(3));
        logIn("OTHER");
        now = NOW.plusSeconds(4);
        assertThat(handshake("OTHER")).isEqualTo("NONE");

        assertThat(say("alice")).contains("during re-authentication");
        assertThat(machine.session()).isEmpty();
    }
}
