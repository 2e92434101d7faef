package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Walks all sequences of up to five steps of somebody who has logged in, on a listener where a log-in has to be made again, and
 * compares the machine with a table that says nothing of how it works (attacks 55, 62, 63; CONFORMANCE RAU rows). Whatever
 * happens, the connection is alice's or nobody's.
 */
final class ReAuthenticationWalkTest {
    private static final Instant LOGGED_IN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = LOGGED_IN.plusSeconds(2);
    private static final Duration LIFETIME = Duration.ofSeconds(10);
    private static final int STEPS_MAX = 5;

    private enum Step {
        VERSIONS,
        SAME_MECHANISM,
        OTHER_MECHANISM,
        UNKNOWN_MECHANISM,
        MORE,
        ALICE,
        MALLORY,
        WRONG,
        METADATA
    }

    /** The letters as in {@link ConnectionMachineWalkTest}; what comes after them is the next place. */
    private static String row(String place, Step step) {
        return switch (place) {
            case "known" ->
                switch (step) {
                    case VERSIONS, METADATA -> "s known";
                    case SAME_MECHANISM -> "a again";
                    case OTHER_MECHANISM, UNKNOWN_MECHANISM -> "a contradictory";
                    default -> "0 known";
                };
            case "again" ->
                switch (step) {
                    case MORE -> "a again";
                    case ALICE -> "a renewed";
                    case MALLORY, WRONG -> "5 gone";
                    case METADATA -> "x gone";
                    default -> "4 gone";
                };
            case "renewed" -> // A second has to pass before the next time (attack 63).
                step == Step.VERSIONS || step == Step.METADATA ? "s renewed" : "0 renewed";
            case "contradictory", "gone" -> "x gone";
            default -> throw new AssertionError(place);
        };
    }

    /** Believes names; says {@code more} to more. */
    private record Names(String name) implements SaslMechanism {
        @Override
        public SaslExchange begin() {
            return (token, now) -> switch (token[0]) {
                case 'm' -> new RoundResult.Challenge(token);
                case 'w' -> new RoundResult.Refused("alice", "wrong-proof");
                default ->
                    new RoundResult.Accepted(
                            token, VerifiedPrincipal.user(new String(token, StandardCharsets.UTF_8)), Optional.empty());
            };
        }
    }

    @Test
    void aListenerWhereLogInsAreMadeAgainDoesWhatTheTableSays() {
        assertThat(walk(List.of())).isEqualTo(9 + 81 + 729 + 6561 + 59049);
    }

    private static int walk(List<Step> before) {
        int walked = 0;
        for (Step step : Step.values()) {
            List<Step> steps = new ArrayList<>(before);
            steps.add(step);
            assertThat(play(steps)).as("%s", steps).isEqualTo(expected(steps));
            walked += 1 + (steps.size() < STEPS_MAX ? walk(steps) : 0);
        }
        return walked;
    }

    private static String expected(List<Step> steps) {
        StringBuilder letters = new StringBuilder();
        String place = "known";
        for (Step step : steps) {
            String next = row(place, step);
            letters.append(next.charAt(0));
            place = next.substring(2);
        }
        return letters.toString();
    }

    private static String play(List<Step> steps) {
        ListenerPolicy policy = ListenerPolicy.sasl(
                "CLIENTS", List.of(new Names("NAMES"), new Names("OTHER")), Map.of("NAMES", LIFETIME));
        ConnectionMachine machine = new ConnectionMachine(policy, "10.0.0.7", () -> "id");
        var unused = machine.onTransportReady(Optional.empty(), LOGGED_IN);
        assertThat(machine.onRequest(header(Step.SAME_MECHANISM), LOGGED_IN)).isEqualTo(new Admission.Converse());
        assertThat(machine.onHandshake("NAMES", LOGGED_IN).hangUp()).isFalse();
        assertThat(token(machine, "alice", LOGGED_IN)).isEqualTo('a');
        StringBuilder letters = new StringBuilder();
        for (Step step : steps) {
            letters.append(play(step, machine));
            machine.session()
                    .ifPresent(session -> assertThat(session.principal()).isEqualTo(VerifiedPrincipal.user("alice")));
        }
        return letters.toString();
    }

    private static char play(Step step, ConnectionMachine machine) {
        return machine.onRequest(header(step), LATER)
                .fold(
                        serve -> 's',
                        converse -> converse(step, machine),
                        refuse -> refuse.hangUp() ? '4' : '0',
                        hangUp -> 'x');
    }

    private static char converse(Step step, ConnectionMachine machine) {
        return switch (step) {
            case VERSIONS, METADATA -> '?';
            case SAME_MECHANISM -> handshake(machine, "NAMES");
            case OTHER_MECHANISM -> handshake(machine, "OTHER");
            case UNKNOWN_MECHANISM -> handshake(machine, "names");
            case MORE -> token(machine, "more", LATER);
            case ALICE -> token(machine, "alice", LATER);
            case MALLORY -> token(machine, "nobody", LATER);
            case WRONG -> token(machine, "wrong", LATER);
        };
    }

    private static char handshake(ConnectionMachine machine, String mechanism) {
        return machine.onHandshake(mechanism, LATER).hangUp() ? '3' : 'a';
    }

    private static char token(ConnectionMachine machine, String token, Instant now) {
        return SaslRound.answer(machine, token.getBytes(StandardCharsets.UTF_8), now)
                .fold(challenge -> 'a', accepted -> 'a', refused -> '5');
    }

    private static RequestHeader header(Step step) {
        ApiKey key = switch (step) {
            case VERSIONS -> ApiKey.API_VERSIONS;
            case SAME_MECHANISM, OTHER_MECHANISM, UNKNOWN_MECHANISM -> ApiKey.SASL_HANDSHAKE;
            case MORE, ALICE, MALLORY, WRONG -> ApiKey.SASL_AUTHENTICATE;
            case METADATA -> ApiKey.METADATA;
        };
        return new RequestHeader(key.id(), (short) 1, 7, "client");
    }
}
