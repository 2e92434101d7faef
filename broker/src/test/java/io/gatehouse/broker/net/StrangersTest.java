package io.gatehouse.broker.net;

import static io.gatehouse.broker.net.TestGate.handshake;
import static io.gatehouse.broker.net.TestGate.request;
import static io.gatehouse.broker.net.TestGate.token;
import static io.gatehouse.broker.net.TestGate.versions;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.net.TestGate.Peer;
import io.gatehouse.broker.wire.ApiKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer may do that has not proven who it is: group A of the attacks, and the SASL conversation. */
final class StrangersTest {
    private static final int CAP = 524_288;

    private final TestGate gate = TestGate.sasl();
    private final AuditLines audit = new AuditLines();
    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void nothingIsLeftBehind() {
        peers.forEach(Peer::close);
        audit.close();

        assertThat(gate.memory.metric().usedHeapMemory()).isZero();
        assertThat(gate.pipeline.strangerMemory()).isZero();
        assertThat(gate.limits.open()).isZero();
        assertThat(gate.sessions.list()).isEmpty();
    }

    private Peer connect() {
        Peer peer = gate.connect();
        peers.add(peer);
        return peer;
    }

    @Test
    void attack1_aHugeSizeClosesAndAllocatesNothing() {
        Peer peer = connect().send(size(Integer.MAX_VALUE));

        assertThat(peer.open()).isFalse();
        assertThat(gate.memory.metric().usedHeapMemory()).isZero();
        assertThat(audit.events()).containsExactly("frame.too_large");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void attack2_negativeSizesClose(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            assertThat(connect()
                            .send(size(random.nextInt() | Integer.MIN_VALUE))
                            .open())
                    .isFalse();
        }
        assertThat(connect().send(size(-1)).open()).isFalse();
        assertThat(connect().send(size(Integer.MIN_VALUE)).open()).isFalse();
        assertThat(audit.events()).containsOnly("frame.negative_size").hasSize(Incidents.PER_SECOND_MAX);
    }

    @Test
    void attack3_sizesShorterThanAHeaderClose() {
        for (int size = 0; size < 14; size++) {
            assertThat(connect().send(size(size)).open()).as("size %d", size).isEqualTo(size >= 8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "SSH-2.0-x\r\n", "EHLO x\r\n", "*1\r\n$4\r\n", "PROXY TCP4 1.2.3.4"})
    void attacks4and28_otherProtocolsCloseWithOneLine(String greeting) {
        Peer peer = connect().send(greeting.getBytes(StandardCharsets.US_ASCII));

        assertThat(peer.open()).isFalse();
        assertThat(audit.events()).containsExactly("frame.too_large");
    }

    @Test
    void attack5_aClientHelloOnAPlaintextListenerCloses() {
        Peer peer = connect().send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});

        assertThat(peer.open()).isFalse();
        assertThat(peer.rawAnswers()).isEmpty();
    }

    @Test
    void attack6_progressDoesNotMoveTheDeadline() {
        Peer peer = connect();
        byte[] slow = TestGate.join(versions(3, 1), handshake("TEST", 1), token("x".repeat(100)));

        for (int i = 0; i < 11; i++) {
            peer.send(new byte[] {slow[i]}).after(Duration.ofMillis(900));
        }
        assertThat(peer.open()).isTrue();
        peer.after(Duration.ofMillis(200));

        assertThat(peer.open()).isFalse();
        assertThat(audit.events()).containsExactly("auth.deadline");
    }

    @Test
    void attack7_silenceEndsAtTheDeadlineInEveryPhase() {
        Peer silent = connect();
        Peer afterHandshake = connect().send(versions(0, 1), handshake("TEST", 1));
        Peer midway = connect().send(handshake("TEST", 1), token("more"));
        Peer loggedIn = connect().login();

        for (Peer peer : peers) {
            peer.after(TestGate.DEADLINE.plusMillis(1));
        }

        assertThat(List.of(silent.open(), afterHandshake.open(), midway.open(), loggedIn.open()))
                .containsExactly(false, false, false, true);
    }

    @Test
    void attack9_memoryFollowsTheBytesReceivedAndIsBoundedInSum() {
        for (int i = 0; i < 400; i++) {
            connect().send(size(CAP), new byte[1024]);
        }
        assertThat(gate.pipeline.strangerMemory()).isLessThanOrEqualTo(400 * 4096);

        for (Peer peer : peers.subList(0, 100)) {
            peer.send(new byte[200_000]);
        }

        assertThat(gate.pipeline.strangerMemory()).isLessThanOrEqualTo(8 << 20);
        assertThat(peers.get(399).open()).isTrue();
        assertThat(peers.stream().filter(peer -> !peer.open()).count()).isPositive();
    }

    @Test
    void attack10_lengthsLargerThanTheFrameClose() {
        ByteBuf software = head(ApiKey.API_VERSIONS, 3).writeByte(0).writeBytes(new byte[] {-1, -1, -1, -1, 0x0f, 1});
        ByteBuf mechanism = head(ApiKey.SASL_HANDSHAKE, 1).writeShort(32_767).writeZero(3);

        assertThat(connect().send(framed(software)).open()).isFalse();
        assertThat(connect().send(framed(mechanism)).open()).isFalse();
        assertThat(audit.events()).containsExactly("frame.malformed", "frame.malformed");
    }

    @ParameterizedTest
    @EnumSource(ApiKey.class)
    void attack17_nothingButTheLogInReachesAHandlerBeforeAuthentication(ApiKey key) {
        Peer peer = connect().send(framed(head(key, 1).writeZero(40)));

        if (key != ApiKey.API_VERSIONS && key != ApiKey.SASL_HANDSHAKE && key != ApiKey.SASL_AUTHENTICATE) {
            assertThat(peer.rawAnswers()).isEmpty();
        }
        peer.after(Duration.ofSeconds(1));
        assertThat(peer.open()).isFalse();
        assertThat(gate.apis.entered).hasValue(0);
    }

    @Test
    void attack18_aStrangerGetsFewAnswers() {
        byte[][] many = new byte[10_000][];
        java.util.Arrays.setAll(many, i -> versions(0, i));

        Peer peer = connect().send(many).after(Duration.ofSeconds(1));

        assertThat(peer.frames()).hasSizeLessThanOrEqualTo(8);
        assertThat(peer.open()).isFalse();
    }

    @Test
    void attack20_aSoftwareNameThatIsNoNameIsRefused() {
        Peer peer = connect()
                .send(request(
                        ApiKey.API_VERSIONS,
                        3,
                        1,
                        new ApiVersionsRequestData()
                                .setClientSoftwareName("a b")
                                .setClientSoftwareVersion("1")));

        assertThat(peer.answer(ApiKey.API_VERSIONS, 3, ApiVersionsResponseData.class)
                        .errorCode())
                .isEqualTo((short) 42);
        assertThat(peer.open()).isTrue();
    }

    @Test
    void attack21_bytesAfterTheRequestClose() {
        ByteBuf longer = head(ApiKey.SASL_HANDSHAKE, 1)
                .writeShort(4)
                .writeBytes("TEST".getBytes(StandardCharsets.US_ASCII))
                .writeByte(0);

        assertThat(connect().send(framed(longer)).open()).isFalse();
        assertThat(gate.apis.entered).hasValue(0);
    }

    @Test
    void api81_anUnknownVersionOfApiVersionsIsAnsweredInVersionZeroAndMayBeAskedAgain() {
        Peer peer = connect().send(framed(head(ApiKey.API_VERSIONS, 99)));
        ApiVersionsResponseData first = peer.answer(ApiKey.API_VERSIONS, 0, ApiVersionsResponseData.class);
        peer.send(versions(3, 5));
        ApiVersionsResponseData second = peer.answer(ApiKey.API_VERSIONS, 3, ApiVersionsResponseData.class);

        assertThat(first.errorCode()).isEqualTo((short) 35);
        assertThat(first.apiKeys()).hasSize(1);
        assertThat(second.errorCode()).isZero();
        assertThat(second.apiKeys().find((short) 0).minVersion()).isZero();
        assertThat(second.apiKeys().find((short) 17).maxVersion()).isEqualTo((short) 1);
        assertThat(second.apiKeys().find((short) 36).maxVersion()).isEqualTo((short) 2);
    }

    @Test
    void sax06_aLogInOpensTheDoor() {
        Peer peer = connect().send(versions(3, 1), handshake("TEST", 1), token("more"), token("ok"));
        peer.rawAnswers();
        peer.send(request(ApiKey.METADATA, 12, 9, new MetadataRequestData()));

        assertThat(peer.correlationIds()).containsExactly(9);
        assertThat(gate.sessions.list()).hasSize(1);
        assertThat(gate.limits.unauthenticated()).isZero();
    }

    @Test
    void sax04_attack57_anUnknownMechanismGetsTheListAndTheDoor() {
        Peer peer = connect().send(handshake("SCRAM-SHA-1", 1)).after(Duration.ofMillis(100));
        SaslHandshakeResponseData answer = peer.answer(ApiKey.SASL_HANDSHAKE, 1, SaslHandshakeResponseData.class);

        assertThat(answer.errorCode()).isEqualTo((short) 33);
        assertThat(answer.mechanisms()).containsExactly("TEST");
        assertThat(peer.open()).isFalse();
    }

    @Test
    void dly01_attack65_aRefusalIsHeldBackAndKeepsOnlyATimer() {
        Peer peer = connect().send(handshake("TEST", 1));
        peer.rawAnswers();
        peer.send(token("wrong")).after(Duration.ofMillis(99));

        assertThat(peer.rawAnswers()).isEmpty();
        assertThat(peer.channel.config().isAutoRead()).isFalse();

        peer.after(Duration.ofMillis(1));
        SaslAuthenticateResponseData answer =
                peer.answer(ApiKey.SASL_AUTHENTICATE, 2, SaslAuthenticateResponseData.class);
        assertThat(answer.errorCode()).isEqualTo((short) 58);
        assertThat(answer.errorMessage()).doesNotContain("wrong-token").doesNotContain("mallory");
        assertThat(peer.open()).isFalse();
        assertThat(audit.events()).containsExactly("authentication");
    }

    /** CONFORMANCE AUE-10, GSS-17. */
    @Test
    void whoMaySucceedLaterIsHungUpOnWithoutAnAnswer() {
        Peer peer = connect().send(handshake("TEST", 1));
        peer.rawAnswers();
        peer.send(token("later")).after(Duration.ofMillis(100));

        assertThat(peer.rawAnswers()).isEmpty();
        assertThat(peer.open()).isFalse();
        assertThat(audit.lines()).anyMatch(line -> line.contains("clock-skew"));
    }

    @Test
    void attack59_framesAfterARefusalAreNeverParsed() {
        byte[] metadata = request(ApiKey.METADATA, 12, 9, new MetadataRequestData());

        Peer peer = connect().send(handshake("TEST", 1), token("wrong"), token("ok"), metadata);
        peer.after(Duration.ofSeconds(1));

        assertThat(peer.frames()).hasSize(2);
        assertThat(gate.apis.entered).hasValue(0);
        assertThat(peer.open()).isFalse();
    }

    @Test
    void attack59_aWholeLogInAndARequestInOneSegmentAreServedInOrder() {
        byte[] metadata = request(ApiKey.METADATA, 12, 9, new MetadataRequestData());

        Peer peer = connect().send(versions(3, 1), handshake("TEST", 1), token("more"), token("ok"), metadata);

        assertThat(peer.correlationIds()).containsExactly(1, 2, 3, 3, 9);
    }

    @Test
    void attack55_aTokenWithoutAHandshakeIsRefused() {
        Peer peer = connect().send(token("ok")).after(Duration.ofMillis(100));

        assertThat(peer.answer(ApiKey.SASL_AUTHENTICATE, 2, SaslAuthenticateResponseData.class)
                        .errorCode())
                .isEqualTo((short) 34);
        assertThat(peer.open()).isFalse();
        assertThat(gate.sessions.list()).isEmpty();
    }

    /** SAX-03: kafka-python takes whatever comes after a ticket's exchange for the answer to its next request. */
    @Test
    void withoutHeadersThereIsNoAnswerWhereTheClientHasTheLastWord() {
        Peer peer = connect().send(handshake("TEST", 0));
        peer.rawAnswers();
        peer.send(size(3), "bye".getBytes(StandardCharsets.US_ASCII));

        assertThat(peer.rawAnswers()).isEmpty();
        assertThat(peer.open()).isTrue();
    }

    @Test
    void sax03_attack60_afterAHandshakeOfVersionZeroTokensHaveNoHeader() {
        Peer peer = connect().send(handshake("TEST", 0));
        peer.rawAnswers();
        peer.send(size(4), "more".getBytes(StandardCharsets.US_ASCII));
        byte[] challenge = peer.rawAnswers();
        peer.send(size(2), "ok".getBytes(StandardCharsets.US_ASCII));
        byte[] accepted = peer.rawAnswers();
        peer.send(request(ApiKey.METADATA, 1, 9, new MetadataRequestData()));

        assertThat(challenge).containsExactly(0, 0, 0, 1, 2);
        assertThat(accepted).containsExactly(0, 0, 0, 1, 1);
        assertThat(peer.correlationIds()).containsExactly(9);
    }

    @Test
    void sax03_attack60_aRawTokenThatFailsClosesWithoutAWordAndAHugeOneAtOnce() {
        Peer wrong = connect().send(handshake("TEST", 0));
        wrong.rawAnswers();
        wrong.send(size(0)).after(Duration.ofMillis(100));
        Peer huge = connect().send(handshake("TEST", 0), size(CAP + 1));

        assertThat(wrong.rawAnswers()).isEmpty();
        assertThat(wrong.open()).isFalse();
        assertThat(huge.open()).isFalse();
    }

    @Test
    void attack61_sax08_theLargestTokenFrameIsReadAndOneByteMoreIsNot() {
        Peer largest = connect().send(size(CAP));
        Peer larger = connect().send(size(CAP + 1));

        assertThat(largest.open()).isTrue();
        assertThat(larger.open()).isFalse();
    }

    @Test
    void attack22_everyByteInItsOwnSegmentGivesTheSameAnswers() {
        byte[] all = TestGate.join(
                versions(3, 1),
                handshake("TEST", 1),
                token("ok"),
                request(ApiKey.METADATA, 12, 4, new MetadataRequestData()));
        Peer whole = connect().send(all);
        Peer bytes = connect();
        for (byte b : all) {
            bytes.send(new byte[] {b});
        }

        assertThat(bytes.correlationIds()).isEqualTo(whole.correlationIds()).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void attack22_randomCutsGiveTheSameAnswers(long seed) {
        Random random = new Random(seed);
        byte[][] many = new byte[1_000][];
        java.util.Arrays.setAll(many, i -> request(ApiKey.METADATA, 12, i, new MetadataRequestData()));
        byte[] all = TestGate.join(many);
        Peer peer = connect().login();

        for (int at = 0; at < all.length; ) {
            int end = Math.min(all.length, at + 1 + random.nextInt(300));
            peer.send(java.util.Arrays.copyOfRange(all, at, end));
            at = end;
        }

        assertThat(peer.correlationIds()).hasSize(1_000).isSorted();
    }

    private static byte[] size(int size) {
        return ByteBufUtil.getBytes(Unpooled.buffer().writeInt(size));
    }

    private static ByteBuf head(ApiKey key, int version) {
        ByteBuf head =
                Unpooled.buffer().writeShort(key.id()).writeShort(version).writeInt(1);
        return version == 99 ? head : head.writeShort(-1);
    }

    private static byte[] framed(ByteBuf frame) {
        return TestGate.join(size(frame.readableBytes()), ByteBufUtil.getBytes(frame));
    }
}
