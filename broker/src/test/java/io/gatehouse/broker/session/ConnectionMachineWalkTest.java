package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Walks all sequences of up to five steps and compares the machine with a table that says nothing of how the machine
 * works (attacks 55, 58; CONFORMANCE SAX-01, SAX-09, SAX-10, SAX-12, SAX-13).
 */
final class ConnectionMachineWalkTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STEPS_MAX = 5;

    private enum Step {
        VERSIONS,
        GOOD_HANDSHAKE,
        BAD_HANDSHAKE,
        GOOD_TOKEN,
        BAD_TOKEN,
        METADATA
    }

    private static final List<Step> COLUMNS = List.of(Step.values());

    /** The letters: a answered, s served, 3 error 33 and close, 5 error 58 and close, 4 error 34 and close, 0 error 34, x closed. */
    private static String expected(List<Step> steps, boolean sasl) {
        StringBuilder letters = new StringBuilder();
        String place = sasl ? "stranger" : "ready";
        for (Step step : steps) {
            String next = row(place, step);
            letters.append(next.charAt(0));
            place = next.substring(2);
        }
        return letters.toString();
    }

    private static String row(String place, Step step) {
        return switch (place) {
            case "stranger" ->
                List.of("a stranger+versions", "a chosen", "3 gone", "4 gone", "4 gone", "x gone")
                        .get(COLUMNS.indexOf(step));
            case "stranger+versions" ->
                List.of("4 gone", "a chosen", "3 gone", "4 gone", "4 gone", "x gone")
                        .get(COLUMNS.indexOf(step));
            case "chosen" ->
                List.of("4 gone", "4 gone", "4 gone", "a challenged", "5 gone", "x gone")
                        .get(COLUMNS.indexOf(step));
            case "challenged" ->
                List.of("4 gone", "4 gone", "4 gone", "a ready", "5 gone", "x gone")
                        .get(COLUMNS.indexOf(step));
            case "ready" ->
                List.of("s ready", "0 ready", "0 ready", "0 ready", "0 ready", "s ready")
                        .get(COLUMNS.indexOf(step));
            case "gone" -> "x gone";
            default -> throw new AssertionError(place);
        };
    }

    @Test
    void aSaslListenerDoesWhatTheTableSays() {
        assertThat(walk(List.of(), true)).isEqualTo(6 + 36 + 216 + 1296 + 7776);
    }

    @Test
    void aCertificateListenerDoesWhatTheTableSays() {
        assertThat(walk(List.of(), false)).isEqualTo(6 + 36 + 216 + 1296 + 7776);
    }

    private static int walk(List<Step> before, boolean sasl) {
        int walked = 0;
        for (Step step : Step.values()) {
            List<Step> steps = new ArrayList<>(before);
            steps.add(step);
            assertThat(play(steps, sasl)).as("%s", steps).isEqualTo(expected(steps, sasl));
            walked += 1 + (steps.size() < STEPS_MAX ? walk(steps, sasl) : 0);
        }
        return walked;
    }

    private static String play(List<Step> steps, boolean sasl) {
        ListenerPolicy policy = sasl
                ? ListenerPolicy.sasl("CLIENTS", List.of(new TwoRounds(Optional.empty())))
                : ListenerPolicy.certificate("INTERNAL", PrincipalMapping.DEFAULT);
        ConnectionMachine machine = new ConnectionMachine(policy, "10.0.0.7", () -> "id");
        var unused = machine.onTransportReady(Optional.of("CN=broker"), NOW);
        StringBuilder letters = new StringBuilder();
        for (Step step : steps) {
            letters.append(play(step, machine));
            boolean known = machine.state() instanceof ConnectionState.Ready;
            assertThat(machine.session().isPresent())
                    .as("a principal only when ready")
                    .isEqualTo(known);
        }
        return letters.toString();
    }

    private static char play(Step step, ConnectionMachine machine) {
        Admission admission = machine.onRequest(header(step), NOW);
        return admission.fold(
                serve -> 's',
                converse -> converse(step, machine),
                refuse -> {
                    assertThat(refuse.error()).isEqualTo(ErrorCode.ILLEGAL_SASL_STATE);
                    return refuse.hangUp() ? '4' : '0';
                },
                hangUp -> 'x');
    }

    private static char converse(Step step, ConnectionMachine machine) {
        return switch (step) {
            case VERSIONS -> {
                machine.onVersionsAnswered(ErrorCode.NONE);
                yield 'a';
            }
            case GOOD_HANDSHAKE -> machine.onHandshake("TWO-ROUNDS", NOW).hangUp() ? '?' : 'a';
            case BAD_HANDSHAKE -> machine.onHandshake("two-rounds", NOW).hangUp() ? '3' : '?';
            case GOOD_TOKEN -> token(machine, TwoRounds.GOOD);
            case BAD_TOKEN -> token(machine, TwoRounds.BAD);
            case METADATA -> '?';
        };
    }

    private static char token(ConnectionMachine machine, byte[] token) {
        return SaslRound.answer(machine, token, NOW).fold(challenge -> 'a', accepted -> 'a', refused -> '5');
    }

    private static RequestHeader header(Step step) {
        ApiKey key = switch (step) {
            case VERSIONS -> ApiKey.API_VERSIONS;
            case GOOD_HANDSHAKE, BAD_HANDSHAKE -> ApiKey.SASL_HANDSHAKE;
            case GOOD_TOKEN, BAD_TOKEN -> ApiKey.SASL_AUTHENTICATE;
            case METADATA -> ApiKey.METADATA;
        };
        return new RequestHeader(key.id(), (short) 1, 7, "client");
    }
}
