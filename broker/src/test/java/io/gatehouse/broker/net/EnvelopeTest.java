package io.gatehouse.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.net.TestGate.Peer;
import io.gatehouse.broker.wire.Envelopes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attack 149: nothing is handed on here, so an Envelope is what no API is, for whoever sends it. */
final class EnvelopeTest {
    static Stream<String> kinds() {
        return Envelopes.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whoIsKnownLosesTheConnectionAndGetsNoAnswer(String kind) {
        refused(TestGate.open(), kind);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whoHasNotLoggedInDoesToo(String kind) {
        refused(TestGate.sasl(), kind);
    }

    @Test
    void whatComesBehindAnEnvelopeIsNotRead() {
        TestGate gate = TestGate.open();

        Peer peer = gate.connect().send(Envelopes.of("a super user's name"), TestGate.versions(3, 7));

        assertThat(peer.correlationIds()).isEmpty();
        assertThat(peer.open()).isFalse();
    }

    private static void refused(TestGate gate, String kind) {
        Peer peer = gate.connect().send(Envelopes.of(kind));

        assertThat(peer.rawAnswers()).isEmpty();
        assertThat(peer.open()).isFalse();
        assertThat(gate.apis.entered).hasValue(0);
        Peer next = gate.connect().send(TestGate.versions(3, 7));
        assertThat(next.correlationIds()).containsExactly(7);
        next.close();
        assertThat(gate.memory.metric().usedHeapMemory()).isZero();
        assertThat(gate.limits.open()).isZero();
    }
}
