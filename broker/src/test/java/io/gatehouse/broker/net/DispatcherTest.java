package io.gatehouse.broker.net;

import static io.gatehouse.broker.net.TestGate.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.net.TestGate.Peer;
import io.gatehouse.broker.session.PeerDetails.ClientSoftware;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaSnapshot;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests of a peer that is served: order, back pressure, quotas, failures. */
final class DispatcherTest {
    private static final int LIMIT = 10_000;

    private final TestGate gate = TestGate.open();
    private final AuditLines audit = new AuditLines();
    private final List<Peer> peers = new ArrayList<>();
    private final Peer peer = connect();

    @AfterEach
    void nothingIsLeftBehind() {
        peers.forEach(Peer::close);
        gate.apis.heartbeats.forEach(answer -> answer.complete(new HeartbeatResponseData()));
        peers.forEach(open -> open.channel.runPendingTasks());
        audit.close();

        assertThat(gate.memory.metric().usedHeapMemory()).isZero();
        assertThat(gate.limits.open()).isZero();
    }

    private Peer connect() {
        Peer fresh = gate.connect();
        peers.add(fresh);
        return fresh;
    }

    @Test
    void answersKeepTheOrderOfTheirRequests() {
        peer.send(heartbeat(1), heartbeat(2), metadata(3));
        gate.apis.heartbeats.get(1).complete(new HeartbeatResponseData());
        assertThat(peer.correlationIds()).isEmpty();

        gate.apis.heartbeats.get(0).complete(new HeartbeatResponseData());

        assertThat(peer.correlationIds()).containsExactly(1, 2, 3);
    }

    @Test
    void attack23_noMoreThanAHundredRequestsAreUnderWay() {
        byte[][] many = new byte[10_000][];
        java.util.Arrays.setAll(many, DispatcherTest::heartbeat);

        peer.send(many);

        assertThat(gate.apis.heartbeats).hasSize(ResponseSequencer.IN_FLIGHT_MAX);
        assertThat(peer.channel.config().isAutoRead()).isFalse();

        gate.apis.heartbeats.get(0).complete(new HeartbeatResponseData());
        assertThat(peer.correlationIds()).containsExactly(0);
        assertThat(gate.apis.heartbeats).hasSize(ResponseSequencer.IN_FLIGHT_MAX + 1);
    }

    @Test
    void theLastAnswersOfAConnectionThatIsGoneAreDropped() {
        peer.send(heartbeat(1), heartbeat(2));
        gate.apis.heartbeats.get(1).complete(new HeartbeatResponseData());

        peer.close();
        gate.apis.heartbeats.get(0).complete(new HeartbeatResponseData());

        assertThat(peer.rawAnswers()).isEmpty();
    }

    @Test
    void api84_whatWasNotOfferedCloses() {
        peer.send(request(ApiKey.METADATA, 1, 1, new MetadataRequestData()));
        Peer unknownKey = connect().send(new byte[] {0, 0, 0, 10, 0, 52, 0, 0, 0, 0, 0, 1, -1, -1});
        Peer unknownVersion = connect().send(new byte[] {0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 1, -1, -1});

        assertThat(peer.open()).isTrue();
        assertThat(unknownKey.open()).isFalse();
        assertThat(unknownVersion.open()).isFalse();
        assertThat(audit.events()).endsWith("request.not_offered", "connection", "request.not_offered");
    }

    @Test
    void api91_produceWithoutAcksHasNoAnswerAndAFailedOneCloses() {
        peer.send(produce(0, 10, ""), metadata(2));
        assertThat(peer.correlationIds()).containsExactly(2);

        peer.send(produce(0, 10, "close"), metadata(3));

        assertThat(peer.correlationIds()).isEmpty();
        assertThat(peer.open()).isFalse();
    }

    @Test
    void aBugInAHandlerClosesTheConnectionAndAnswersNothing() {
        peer.send(request(ApiKey.LIST_GROUPS, 4, 1, new ListGroupsRequestData()));

        assertThat(peer.rawAnswers()).isEmpty();
        assertThat(peer.open()).isFalse();
        assertThat(connect().send(metadata(1)).correlationIds()).containsExactly(1);
    }

    @Test
    void attack13_aLargeFrameOfAnythingButRecordsIsRefusedFromItsHead() {
        Peer metadata = connect().send(new byte[] {0, 0x30, 0, 0, 0, 3, 0, 12});
        Peer produce = connect().send(new byte[] {0, 0x30, 0, 0, 0, 0, 0, 9});

        assertThat(metadata.open()).isFalse();
        assertThat(produce.open()).isTrue();
    }

    @Test
    void api90_aFrameAboveTheLimitIsRefused() {
        assertThat(connect().send(new byte[] {6, 0x40, 0, 0}).open()).isTrue();
        assertThat(connect().send(new byte[] {6, 0x40, 0, 1}).open()).isFalse();
    }

    @Test
    void attack148_controlRequestsOfClientsAreNotEvenDecoded() {
        Peer client = connect().send(new byte[] {0, 0, 0, 12, 0, 6, 0, 8, 0, 0, 0, 1, -1, -1, 0, 0});

        assertThat(client.open()).isFalse();
        assertThat(client.rawAnswers()).isEmpty();
    }

    @Test
    void sax10_saslOnAListenerWithoutItIsRefusedAndTheConnectionStays() {
        peer.send(TestGate.handshake("TEST", 1));

        assertThat(peer.answer(ApiKey.SASL_HANDSHAKE, 1, SaslHandshakeResponseData.class)
                        .errorCode())
                .isEqualTo((short) 34);
        assertThat(peer.send(metadata(5)).correlationIds()).containsExactly(5);
    }

    @Test
    void aSessionThatIsEndedClosesItsConnection() {
        assertThat(gate.sessions.endAll(session -> true)).hasSize(1);

        assertThat(peer.open()).isFalse();
        assertThat(gate.sessions.list()).isEmpty();
    }

    @Test
    void whoIsConnectedIsKnownWithItsSoftwareItsClientIdAndWhatItDid() {
        byte[] versions = TestGate.versions(3, 1);
        byte[] request = metadata(5);
        int answered = peer.send(versions, request).rawAnswers().length;

        assertThat(gate.sessions.views(any -> true, 10, Instant.parse("2026-01-01T00:00:00Z")))
                .singleElement()
                .satisfies(view -> {
                    assertThat(view.software()).contains(new ClientSoftware("test", "1"));
                    assertThat(view.clientId()).isEqualTo("test");
                    assertThat(view.tls()).isEmpty();
                    assertThat(view.activity().requests()).isEqualTo(2);
                    assertThat(view.activity().bytesIn()).isEqualTo(versions.length + request.length);
                    assertThat(view.activity().bytesOut()).isEqualTo(answered);
                });
    }

    @Test
    void anIdleConnectionClosesAndABusyOneDoesNot() {
        Peer busy = connect().send(heartbeat(1));

        peer.after(Duration.ofMinutes(11)).after(Duration.ofMinutes(11));
        busy.after(Duration.ofMinutes(11)).after(Duration.ofMinutes(11));

        assertThat(peer.open()).isFalse();
        assertThat(busy.open()).isTrue();
    }

    @Test
    void kip219_aProducerOverItsQuotaIsAnsweredWithTheTimeAndThenNotReadForIt() {
        limit(QuotaKey.PRODUCER_BYTE_RATE);
        peer.send(produce(1, 30 * LIMIT, ""), metadata(2));

        ProduceResponseData answer = peer.answer(ApiKey.PRODUCE, 9, ProduceResponseData.class);
        assertThat(answer.throttleTimeMs()).isPositive();
        assertThat(gate.apis.entered).hasValue(1);

        peer.after(Duration.ofMillis(answer.throttleTimeMs() - 1));
        assertThat(peer.correlationIds()).isEmpty();
        peer.after(Duration.ofMillis(2));
        assertThat(peer.correlationIds()).containsExactly(2);
    }

    @Test
    void aConsumerOverItsQuotaIsToldInTheAnswer() {
        limit(QuotaKey.CONSUMER_BYTE_RATE);
        peer.send(fetch(30 * LIMIT));

        assertThat(peer.answer(ApiKey.FETCH, 12, FetchResponseData.class).throttleTimeMs())
                .isPositive();
    }

    @Test
    void withinTheQuotaNobodyWaits() {
        limit(QuotaKey.PRODUCER_BYTE_RATE);
        peer.send(produce(1, 100, ""));

        assertThat(peer.answer(ApiKey.PRODUCE, 9, ProduceResponseData.class).throttleTimeMs())
                .isZero();
        assertThat(peer.send(metadata(1)).correlationIds()).containsExactly(1);
    }

    private void limit(QuotaKey key) {
        QuotaEntity everybody =
                new QuotaEntity(Optional.of(QuotaEntity.Part.DEFAULT), Optional.empty(), Optional.empty());
        gate.quotas.replace(new QuotaSnapshot(Map.of(everybody, Map.of(key, (double) LIMIT))));
    }

    private static byte[] metadata(int correlationId) {
        return request(ApiKey.METADATA, 12, correlationId, new MetadataRequestData());
    }

    private static byte[] heartbeat(int correlationId) {
        return request(
                ApiKey.HEARTBEAT,
                4,
                correlationId,
                new HeartbeatRequestData().setGroupId("g").setMemberId("m"));
    }

    private static byte[] fetch(int bytes) {
        return request(ApiKey.FETCH, 12, 1, new FetchRequestData().setMaxBytes(bytes));
    }

    private static byte[] produce(int acks, int bytes, String transactionalId) {
        ProduceRequestData.TopicProduceData topic = new ProduceRequestData.TopicProduceData()
                .setName("t")
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                        .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(bytes)))));
        ProduceRequestData data = new ProduceRequestData().setAcks((short) acks).setTransactionalId(transactionalId);
        data.topicData().add(topic);
        return request(ApiKey.PRODUCE, 9, 1, data);
    }
}
