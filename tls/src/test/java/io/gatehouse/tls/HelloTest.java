package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Odd first messages, byte by byte (attacks 31, 43, 44, 50), to servers of both providers. */
final class HelloTest {
    private static final int PROTOCOL_VERSION = 70;
    private static final int INAPPROPRIATE_FALLBACK = 86;
    /** RFC 8446 4.1.3: by these last bytes of the server's random a client of TLS 1.3 sees that it was held down. */
    private static final byte[] DOWNGRADE_TO_12 = Octets.hex("444f574e47524401");

    private static final int RANDOM_END = 4 + 2 + 32;

    private final TestPki pki = new TestPki();
    private final TlsSettings ordinary = pki.serverSettings();
    private final TlsSettings requiring = ordinary.withClientAuth(ClientAuth.REQUIRED);
    private final List<Door> doors = new ArrayList<>();

    @AfterEach
    void close() {
        doors.forEach(Door::close);
    }

    private Door door(TlsSettings settings, TlsProvider provider) {
        Door door = new Door(settings, provider);
        doors.add(door);
        return door;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertRefused(RawPeer peer) {
        assertThat(peer.open()).isFalse();
        assertThat(peer.failure()).isNotEmpty();
        assertThat(peer.received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack31_olderVersionsAreRefused(TlsProvider provider) {
        Door door = door(ordinary, provider);

        for (int version : new int[] {0x0300, 0x0301, 0x0302}) {
            // Also with suites that these versions had.
            RawPeer peer = door.knock()
                    .send(Hello.tls12()
                            .version(version)
                            .suites(0x0a, 0x2f, 0xc009, 0xc02b)
                            .record());

            assertRefused(peer);
            assertThat(peer.alert()).hasValue(PROTOCOL_VERSION);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack31_theHelloOfSslTwoIsRefused(TlsProvider provider) {
        Door door = door(ordinary, provider);
        byte[] challenge = new byte[16];

        for (int version : new int[] {0x0002, 0x0300, 0x0303}) {
            byte[] suites = Octets.of(7, 0, 0xc0, 0, 0xc0, 0x2b, 0, 0xc0, 0x09);
            byte[] hello = Octets.joined(
                    Octets.of(1), Octets.u16(version, suites.length, 0, challenge.length), suites, challenge);

            assertRefused(door.knock().send(Octets.of(0x80, hello.length), hello));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack31_tls12IsRefusedWhereOnly13IsAllowed(TlsProvider provider) {
        RawPeer peer = door(ordinary.withProtocols(List.of("TLSv1.3")), provider)
                .knock()
                .send(Hello.tls12().record());

        assertRefused(peer);
        assertThat(peer.alert()).hasValue(PROTOCOL_VERSION);
    }

    /** The JDK does not know TLS_FALLBACK_SCSV; both mark what they have chosen, which an attacker cannot change. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack31_whoIsHeldDownToTls12CanTell(TlsProvider provider) throws Exception {
        Door door = door(ordinary, provider);

        byte[] random = Arrays.copyOf(new RawTls12(door.knock(), hello -> hello).serverHello(), RANDOM_END);
        RawPeer fallback =
                door.knock().send(Hello.tls12().suites(0xc02b, 0x5600).record());

        assertThat(random).endsWith(DOWNGRADE_TO_12);
        if (provider == TlsProvider.OPENSSL) {
            assertThat(fallback.alert()).hasValue(INAPPROPRIATE_FALLBACK);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack43_whateverNameIsAskedForACertificateIsDemanded(TlsProvider provider) throws Exception {
        Door door = door(requiring, provider);
        List<UnaryOperator<Hello>> names = List.of(
                hello -> hello,
                hello -> hello.serverNames(ascii("localhost")),
                hello -> hello.serverNames(ascii("LocalHost")),
                hello -> hello.serverNames(ascii("unknown.example")),
                hello -> hello.serverNames(ascii("10.0.0.1")));

        for (UnaryOperator<Hello> name : names) {
            RawPeer old = door.knock();
            RawTls12 tls12 = new RawTls12(old, name);
            assertThat(tls12.certificateWanted()).isTrue();
            assertRefused(old.send(tls12.finish(), tls12.application("a request")));

            RawPeer now = door.knock();
            RawTls13 tls13 = new RawTls13(now, name);
            assertThat(tls13.certificateWanted()).isTrue();
            assertRefused(now.send(tls13.finish(Optional.empty()), tls13.application("a request")));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack43_whatIsNoNameIsRefused(TlsProvider provider) {
        Door door = door(requiring, provider);
        List<Hello> odd = List.of(
                Hello.tls12().serverNames(ascii("x".repeat(300))),
                Hello.tls12().serverNames(ascii("local\0host")),
                Hello.tls12().serverNames(new byte[0]),
                Hello.tls12().serverNames(),
                Hello.tls12().serverNames(ascii("localhost"), ascii("other")));

        for (Hello hello : odd) {
            assertRefused(door.knock().send(hello.record()));
        }
    }

    /** CVE-2026-75595: no other policy for those whose hello is hard to read. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack44_aHelloInPiecesChangesNothing(TlsProvider provider) {
        Door door = door(requiring, provider);
        Hello hello = Hello.tls12().serverNames(ascii("localhost"));
        byte[] message = hello.message();

        RawPeer dripped = door.knock().drip(hello.record());
        RawPeer splitHeader = door.knock()
                .send(
                        Octets.record(TlsRecord.HANDSHAKE, Arrays.copyOf(message, 2)),
                        Octets.record(TlsRecord.HANDSHAKE, Arrays.copyOfRange(message, 2, message.length)));
        RawPeer tiny = door.knock();
        for (byte each : message) {
            tiny.send(Octets.record(TlsRecord.HANDSHAKE, new byte[] {each}));
        }

        for (RawPeer peer : List.of(dripped, splitHeader, tiny)) {
            assertThat(TlsRecord.messages(peer.answers()))
                    .as(peer.failure())
                    .anyMatch(answer -> answer[0] == RawTls12.CERTIFICATE_REQUEST);
        }
    }

    /** CVE-2026-45416, CVE-2023-34462: the end comes before anything is kept for what was declared. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attacks42and44_aHelloDeclaredTooLargeIsRefusedAtItsFirstBytes(TlsProvider provider) {
        Door door = door(ordinary, provider);

        for (int size : new int[] {0xffffff, 1 << 20, 400 << 10}) {
            byte[] start = Octets.of(1, size >>> 16, size >>> 8, size);

            RawPeer peer = door.knock().send(Octets.record(TlsRecord.HANDSHAKE, start));

            assertRefused(peer);
            assertThat(peer.alert()).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack44_theDeadlineRunsWhileAHelloDrips(TlsProvider provider) {
        RawPeer peer = door(ordinary, provider).knock();
        byte[] hello = Hello.tls12().record();

        for (int i = 0; i < 11; i++) {
            peer.send(new byte[] {hello[i]});
            peer.side().channel().advanceTimeBy(950, TimeUnit.MILLISECONDS);
            peer.side().channel().runScheduledPendingTasks();
        }

        assertRefused(peer);
        assertThat(peer.failure()).contains("handshake timed out");
    }

    /** RFC 8701: numbers that nobody knows yet are passed over. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack50_unknownNumbersAreTolerated(TlsProvider provider) throws Exception {
        Door door = door(ordinary, provider);
        byte[] alpn = Octets.sized(2, Octets.sized(1, Octets.of(0x0a, 0x0a)), Octets.sized(1, ascii("h2")));
        UnaryOperator<Hello> grease = hello -> hello.with(0x1a1a, new byte[0])
                .with(0x7777, new byte[100])
                .with(Hello.ALPN, alpn)
                .with(Hello.GROUPS, Octets.sized(2, Octets.u16(0x2a2a, Hello.SECP256R1)));

        RawPeer old = door.knock();
        RawTls12 tls12 = RawTls12.done(
                old, hello -> grease.apply(hello).suites(0x0a0a, Hello.ECDHE_ECDSA_AES_128_GCM_12, Hello.SCSV));
        old.send(tls12.application("old"));
        RawPeer now = door.knock();
        RawTls13 tls13 = new RawTls13(
                now,
                hello -> grease.apply(hello)
                        .suites(0x0a0a, Hello.AES_128_GCM_13)
                        .with(Hello.VERSIONS, Octets.sized(1, Octets.u16(0x3a3a, Hello.TLS13))));
        now.send(tls13.finish(Optional.empty()), tls13.application("now"));

        assertThat(old.received()).as(old.failure()).isEqualTo("old");
        assertThat(now.received()).as(now.failure()).isEqualTo("now");
    }

    /** POODLE, Lucky 13, ROBOT, RC4, export: nothing of the kind is chosen, however much it is wished. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack50_suitesWithoutForwardSecrecyOrWithPaddingAreRefused(TlsProvider provider) {
        int[] weak = {0x0003, 0x0005, 0x000a, 0x002f, 0x0035, 0x003c, 0x009c, 0x009d, 0x0067, 0xc009, 0xc00a, 0xc023};

        assertRefused(
                door(ordinary, provider).knock().send(Hello.tls12().suites(weak).record()));
    }

    /** CRIME, Heartbleed: neither compression nor heartbeats are agreed to. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack50_compressionAndHeartbeatsAreNotAgreedTo(TlsProvider provider) throws Exception {
        RawTls12 client = new RawTls12(
                door(ordinary, provider).knock(),
                hello -> hello.compressions(1, 0).with(Hello.HEARTBEAT, Octets.of(1)));
        byte[] answer = client.serverHello();
        int afterSession = RANDOM_END + 1 + answer[RANDOM_END];

        assertThat(answer[afterSession + 2]).as("no compression").isZero();
        assertThat(extensions(answer, afterSession + 3)).doesNotContain(Hello.HEARTBEAT);
    }

    /** Ticketbleed: a session id comes back as it was or not at all. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack50_aShortSessionIdWithATicketBringsNoMemoryBack(TlsProvider provider) throws Exception {
        RawTls12 client = new RawTls12(
                door(ordinary, provider).knock(), hello -> hello.sessionId(0x5a).with(Hello.TICKET, new byte[160]));
        byte[] answer = client.serverHello();
        byte[] id = Arrays.copyOfRange(answer, RANDOM_END + 1, RANDOM_END + 1 + answer[RANDOM_END]);

        assertThat(id.length).isIn(0, 32); // None, or a fresh one.
        assertThat(Arrays.copyOf(id, 1)).isNotEqualTo(new byte[] {0x5a});
    }

    private static List<Integer> extensions(byte[] serverHello, int at) {
        List<Integer> types = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(serverHello);
        rest.position(at + 2);
        while (rest.hasRemaining()) {
            types.add((int) rest.getShort());
            rest.position(rest.position() + 2 + rest.getShort(rest.position()));
        }
        return types;
    }
}
