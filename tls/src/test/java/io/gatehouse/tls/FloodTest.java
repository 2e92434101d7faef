package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that cost work and bring nothing, after a good handshake (attacks 33, 47), with both providers. */
final class FloodTest {
    /** Both providers end it far earlier; without a limit it would go on for ever. */
    private static final int MANY = 1000;

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] USER_CANCELED = {1, 90};
    private static final byte[] NO_RENEGOTIATION = {1, 100};
    /** Heartbleed: it says that it is longer than it is. */
    private static final byte[] HEARTBEAT = {1, 0x40, 0};

    private final TestPki pki = new TestPki();
    private final List<Door> doors = new ArrayList<>();

    @AfterEach
    void close() {
        doors.forEach(Door::close);
    }

    private Door door(TlsProvider provider) {
        Door door = new Door(pki.serverSettings(), provider);
        doors.add(door);
        return door;
    }

    /** How the next record of a flood is made. */
    private interface Next<C> {
        byte[] record(C client) throws Exception;
    }

    private static <C> void assertEnds(RawPeer peer, C client, String what, Next<C> next) throws Exception {
        int sent = 0;
        while (peer.open() && sent < MANY) {
            peer.send(next.record(client));
            sent++;
        }

        assertThat(sent).as(what).isLessThan(MANY);
        assertThat(peer.failure()).as(what).isNotEmpty();
        assertThat(peer.received()).as(what).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack47_recordsWithoutDataEndTls13(TlsProvider provider) throws Exception {
        Map<String, Next<RawTls13>> floods = Map.of(
                "empty", client -> client.seal(TlsRecord.APPLICATION, NOTHING),
                "no fragment", client -> client.seal(TlsRecord.HANDSHAKE, NOTHING),
                "key updates", client -> client.keyUpdate(false),
                "key updates with answers", client -> client.keyUpdate(true),
                "warnings", client -> client.seal(TlsRecord.ALERT, USER_CANCELED),
                "warnings of TLS 1.2", client -> client.seal(TlsRecord.ALERT, NO_RENEGOTIATION),
                "cipher changes", client -> client.seal(TlsRecord.CHANGE_CIPHER_SPEC, Octets.of(1)),
                "cipher changes in clear", client -> Octets.record(TlsRecord.CHANGE_CIPHER_SPEC, Octets.of(1)),
                "heartbeats", client -> client.seal(TlsRecord.HEARTBEAT, HEARTBEAT));
        Door door = door(provider);

        for (Map.Entry<String, Next<RawTls13>> flood : floods.entrySet()) {
            RawPeer peer = door.knock();
            assertEnds(peer, RawTls13.done(peer), flood.getKey(), flood.getValue());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack47_recordsWithoutDataEndTls12(TlsProvider provider) throws Exception {
        Map<String, Next<RawTls12>> floods = Map.of(
                "empty", client -> client.seal(TlsRecord.APPLICATION, NOTHING),
                "no fragment", client -> client.seal(TlsRecord.HANDSHAKE, NOTHING),
                "warnings", client -> client.seal(TlsRecord.ALERT, USER_CANCELED),
                "no renegotiation", client -> client.seal(TlsRecord.ALERT, NO_RENEGOTIATION),
                "cipher changes", client -> client.seal(TlsRecord.CHANGE_CIPHER_SPEC, Octets.of(1)),
                "cipher changes in clear", client -> Octets.record(TlsRecord.CHANGE_CIPHER_SPEC, Octets.of(1)),
                "heartbeats", client -> client.seal(TlsRecord.HEARTBEAT, HEARTBEAT));
        Door door = door(provider);

        for (Map.Entry<String, Next<RawTls12>> flood : floods.entrySet()) {
            RawPeer peer = door.knock();
            assertEnds(peer, RawTls12.done(peer), flood.getKey(), flood.getValue());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack47_warningsInsteadOfAHelloEndTheHandshake(TlsProvider provider) throws Exception {
        RawPeer peer = door(provider).knock();

        assertEnds(peer, peer, "warnings", nobody -> Octets.record(TlsRecord.ALERT, USER_CANCELED));
    }

    /** What carries data is counted where requests are: a client may write as little at a time as it likes. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack47_singleBytesAndKeyUpdatesNowAndThenAreServed(TlsProvider provider) throws Exception {
        RawPeer peer = door(provider).knock();
        RawTls13 client = RawTls13.done(peer);

        for (int i = 0; i < MANY; i++) {
            peer.send(client.application("x"));
            if (i % 10 == 0) {
                peer.send(client.keyUpdate(true), client.seal(TlsRecord.ALERT, USER_CANCELED));
            }
        }

        assertThat(peer.open()).as(peer.failure()).isTrue();
        assertThat(peer.received()).hasSize(MANY);
    }

    /** One hello or a hundred in one write: the first ends it, and no second key exchange is paid for. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack33_aSecondHandshakeEndsTheConnection(TlsProvider provider) throws Exception {
        Door door = door(provider);
        for (int hellos : new int[] {1, 100}) {
            RawPeer peer = door.knock();
            RawTls12 client = RawTls12.done(peer);
            byte[][] flood = new byte[hellos][];
            for (int i = 0; i < hellos; i++) {
                flood[i] = client.seal(TlsRecord.HANDSHAKE, Hello.tls12().message());
            }

            peer.send(flood);
            peer.send(client.application("after")); // Of BoringSSL's alert Netty hears with the next record.

            assertThat(peer.open()).isFalse();
            assertThat(peer.received()).isEmpty();
            assertThat(client.answers()).noneMatch(answer -> answer.type() == TlsRecord.HANDSHAKE);
        }
    }

    /** The kind from before RFC 5746: the client never said that it knows secure renegotiation. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack33_legacyRenegotiationIsRefusedToo(TlsProvider provider) throws Exception {
        RawPeer peer = door(provider).knock();
        RawTls12 client = RawTls12.done(peer, hello -> hello.suites(Hello.ECDHE_ECDSA_AES_128_GCM_12));
        byte[] again = Hello.tls12().suites(Hello.ECDHE_ECDSA_AES_128_GCM_12).message();

        peer.send(client.seal(TlsRecord.HANDSHAKE, again), client.application("after"));

        assertThat(peer.open()).isFalse();
        assertThat(peer.received()).isEmpty();
        assertThat(client.answers()).noneMatch(answer -> answer.type() == TlsRecord.HANDSHAKE);
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack33_aHelloInTls13EndsTheConnection(TlsProvider provider) throws Exception {
        RawPeer peer = door(provider).knock();
        RawTls13 client = RawTls13.done(peer);

        peer.send(client.seal(TlsRecord.HANDSHAKE, Hello.tls12().message()), client.application("after"));

        assertThat(peer.open()).isFalse();
        assertThat(peer.received()).isEmpty();
    }
}
