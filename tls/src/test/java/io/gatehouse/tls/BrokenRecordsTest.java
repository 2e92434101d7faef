package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.DecoderException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records out of order, out of shape and out of nothing (attacks 42, 50, 53), to servers of both providers: each ends in
 * the connection's own failure, gives its memory back, and the next client is served. {@code -Dgatehouse.attack.scale=N}
 * tries N times as much.
 */
final class BrokenRecordsTest {
    private static final int TRIES = Integer.getInteger("gatehouse.attack.scale", 1) * 60;

    private final TestPki pki = new TestPki();
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    private final List<Door> doors = new ArrayList<>();

    @AfterEach
    void close() {
        doors.forEach(Door::close);
        assertThat(memory.metric().usedHeapMemory()).isZero();
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

    private Door door(TlsProvider provider) {
        Door door = new Door(pki.serverSettings(), provider, memory);
        doors.add(door);
        return door;
    }

    static Stream<Arguments> seeds() {
        return Stream.of(TlsProvider.OPENSSL, TlsProvider.JDK)
                .flatMap(provider -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(provider, seed)));
    }

    /** CVE-2025-24970: a record that fools a length check must not reach native code as it is. */
    @ParameterizedTest
    @MethodSource("seeds")
    void attack53_whateverComesTheConnectionEndsAndNothingElse(TlsProvider provider, long seed) throws Exception {
        Door door = door(provider);
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            try (RawPeer peer = door.knockOnce()) {
                torment(peer, random);

                assertThat(peer.side().failures())
                        .as("try %d", i)
                        .extracting(failure -> failure instanceof DecoderException ? failure.getCause() : failure)
                        .allMatch(SSLException.class::isInstance);
            }
        }

        RawPeer good = door.knock();
        good.send(RawTls13.done(good).application("hello"));
        assertThat(good.received()).isEqualTo("hello");
    }

    private static void torment(RawPeer peer, Random random) throws GeneralSecurityException {
        switch (random.nextInt(4)) {
            case 0 -> peer.send(mutated(Hello.tls12().record(), random), noise(random));
            case 1 -> peer.send(mutated(Hello.tls13(KeyShare.fresh().point()).record(), random), noise(random));
            case 2 -> {
                RawTls13 client = new RawTls13(peer, hello -> hello);
                byte[] last = client.finish(Optional.empty());
                peer.send(random.nextBoolean() ? last : mutated(last, random));
                peer.send(client.seal(random.nextInt(256), noise(random)));
                peer.send(mutated(client.application("hello"), random), noise(random));
            }
            default -> {
                RawTls12 client = new RawTls12(peer, hello -> hello);
                byte[] last = client.finish();
                peer.send(random.nextBoolean() ? last : mutated(last, random));
                peer.send(client.seal(random.nextInt(256), noise(random)));
                peer.send(mutated(client.application("hello"), random), noise(random));
            }
        }
        peer.answers();
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(64)];
        random.nextBytes(noise);
        return noise;
    }

    /** One to four bytes changed, a piece cut out, a piece doubled, or another length or type in the record's head. */
    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from);
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
                }
            }
            case 1 -> bytes = Octets.joined(Arrays.copyOf(good, from), Arrays.copyOfRange(good, to, good.length));
            case 2 -> bytes = Octets.joined(Arrays.copyOf(good, to), Arrays.copyOfRange(good, from, good.length));
            case 3 -> System.arraycopy(Octets.u16(random.nextInt(0x10000)), 0, bytes, 3, 2);
            default -> bytes[0] = (byte) (18 + random.nextInt(8));
        }
        return bytes;
    }

    /** CVE-2014-0224: a change of cipher before there is a key to change to. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack50_anEarlyChangeOfCipherIsRefused(TlsProvider provider) throws Exception {
        RawPeer peer = door(provider).knock();
        RawTls12 client = new RawTls12(peer, hello -> hello);

        peer.send(Octets.record(TlsRecord.CHANGE_CIPHER_SPEC, Octets.of(1)), client.finish());

        assertThat(peer.open()).isFalse();
        assertThat(peer.failure()).isNotEmpty();
    }

    /** Heartbleed (CVE-2014-0160), in clear and before anything else was said. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack50_aHeartbeatIsNotAnswered(TlsProvider provider) throws Exception {
        RawPeer peer = door(provider).knock();
        RawTls12 client = new RawTls12(peer, hello -> hello.with(Hello.HEARTBEAT, Octets.of(1)));

        peer.send(Octets.record(TlsRecord.HEARTBEAT, Octets.of(1, 0x40, 0)), client.finish());

        assertThat(peer.open()).isFalse();
        assertThat(peer.answers()).noneMatch(answer -> answer.type() == TlsRecord.HEARTBEAT);
    }

    /** A message that is too long ends at its head or when so much has come, and is never kept whole. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack42_aMebibyteInOneMessageIsRefusedEarly(TlsProvider provider) throws Exception {
        for (int first : new int[] {11, 16}) { // Certificate, ClientKeyExchange.
            Door door = new Door(pki.serverSettings().withClientAuth(ClientAuth.REQUIRED), provider, memory);
            doors.add(door);
            RawPeer peer = door.knock();
            new RawTls12(peer, hello -> hello).certificateWanted();
            byte[] piece = new byte[16_384];
            int sent = 0;

            peer.send(Octets.record(TlsRecord.HANDSHAKE, Octets.of(first, 0x10, 0, 0)));
            for (; peer.open() && sent < 1 << 20; sent += piece.length) {
                peer.send(Octets.record(TlsRecord.HANDSHAKE, piece));
                assertThat(memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory())
                        .isLessThan(1 << 20);
            }

            assertThat(peer.open()).isFalse();
            assertThat(sent).isLessThanOrEqualTo(128 << 10);
        }
    }

    /** Nothing that is sent before the client's Finished reaches the application, wherever it stands. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack53_applicationDataBeforeTheEndOfTheHandshakeIsRefused(TlsProvider provider) throws Exception {
        Door door = door(provider);
        byte[] clear = Octets.record(TlsRecord.APPLICATION, Octets.of(1, 2, 3));

        RawPeer first = door.knock().send(clear);
        RawPeer old = door.knock();
        old.send(clear, new RawTls12(old, hello -> hello).finish());
        RawPeer now = door.knock();
        RawTls13 tls13 = new RawTls13(now, hello -> hello);
        now.send(tls13.application("early"), tls13.finish(Optional.empty()));

        for (RawPeer peer : List.of(first, old, now)) {
            assertThat(peer.open()).isFalse();
            assertThat(peer.received()).isEmpty();
        }
    }

    /** The same record again is not the same record. (Of BoringSSL's failures Netty hears with the next record.) */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack53_aRecordSentTwiceIsTakenOnce(TlsProvider provider) throws Exception {
        Door door = door(provider);
        RawPeer old = door.knock();
        byte[] once = RawTls12.done(old).application("pay");
        RawPeer now = door.knock();
        byte[] one = RawTls13.done(now).application("pay");

        old.send(once, once, once);
        now.send(one, one, one);

        assertThat(List.of(old.received(), now.received())).isEqualTo(Collections.nCopies(2, "pay"));
        assertThat(old.open() || now.open()).isFalse();
    }
}
