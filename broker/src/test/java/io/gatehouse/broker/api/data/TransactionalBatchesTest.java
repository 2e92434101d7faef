package io.gatehouse.broker.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.replica.GrantedPermits;
import io.gatehouse.broker.replica.OffsetWish;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.KeyValue;
import io.gatehouse.broker.wire.TransactionBatches;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack 146 (CVE-2018-17196): batches of transactions that hide behind a request without a transactional id, or behind another
 * batch or partition. Every batch is looked at, and nothing of what is refused is written (CONFORMANCE ACL-01).
 */
final class TransactionalBatchesTest {
    private static final VerifiedPrincipal WRITER = VerifiedPrincipal.user("writer");
    private static final long ANOTHERS = 4711;
    private static final short VERSION = 11;

    private HostedTopic topic;
    private ProduceHandler handler;

    @BeforeEach
    void twoPartitions(@TempDir Path folder) {
        topic = new HostedTopic(folder, 2);
        handler = new ProduceHandler(topic.replicas);
        topic.host(new TopicId(new UUID(7, 9)));
        topic.engine.replace(new AclSnapshot(List.of(
                write(ResourceType.TOPIC, HostedTopic.NAME.value()), write(ResourceType.TRANSACTIONAL_ID, "mine"))));
    }

    @AfterEach
    void close() {
        topic.close();
    }

    @Test
    void aRequestWithoutAnIdBringsNoTransactionalBatch() {
        assertThat(produce(null, Map.of(0, transactional())))
                .isEqualTo(Map.of(0, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
        assertNothingWritten();
    }

    @Test
    void noBatchHidesBehindAnotherOne() {
        assertThat(produce(null, Map.of(0, join(plain(), transactional()))))
                .isEqualTo(Map.of(0, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
        assertThat(produce(null, Map.of(0, join(transactional(), plain()))))
                .isEqualTo(Map.of(0, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
        assertThat(produce("mine", Map.of(0, join(plain(), transactional()))))
                .as("two batches")
                .isEqualTo(Map.of(0, ErrorCode.INVALID_RECORD));
        assertNothingWritten();
    }

    @Test
    void noPartitionHidesBehindAnotherOne() {
        assertThat(produce(null, Map.of(0, plain(), 1, transactional())))
                .isEqualTo(Map.of(
                        0, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                        1, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
        assertNothingWritten();
    }

    @Test
    void anIdThatIsSomebodyElsesIsRefusedWholly() {
        assertThat(produce("theirs", Map.of(0, plain(), 1, transactional())))
                .isEqualTo(Map.of(
                        0, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                        1, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
        assertNothingWritten();
    }

    /** No coordinator has given this producer id to whoever may use the transactional id. */
    @Test
    void anothersProducerIdIsInNoTransaction() {
        assertThat(produce("mine", Map.of(0, transactional()))).isEqualTo(Map.of(0, ErrorCode.INVALID_TXN_STATE));
        assertNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyButTheBrokerEndsTransactions(boolean committed) {
        ByteBuffer marker = TransactionBatches.marker(ANOTHERS, committed);

        assertThat(produce(null, Map.of(0, marker.duplicate())))
                .isEqualTo(Map.of(0, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
        assertThat(produce(null, Map.of(0, plain(), 1, join(plain(), marker))))
                .containsValue(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
                .doesNotContainValue(ErrorCode.NONE);
        assertThat(produce("mine", Map.of(0, marker.duplicate()))).isEqualTo(Map.of(0, ErrorCode.INVALID_RECORD));
        assertNothingWritten();
    }

    @Test
    void bytesThatAreNoBatchAreRefusedWhereTheyStand() {
        ByteBuffer cut = join(plain(), transactional());
        cut.limit(cut.limit() - 60);
        ByteBuffer lying = join(plain(), transactional());
        lying.putInt(8, Integer.MAX_VALUE);
        ByteBuffer backwards = join(plain(), transactional());
        backwards.putInt(8, -12);

        for (ByteBuffer bytes : List.of(cut, lying, backwards)) {
            assertThat(produce(null, Map.of(0, bytes))).doesNotContainValue(ErrorCode.NONE);
        }
        assertNothingWritten();
    }

    @Test
    void plainBatchesAreWritten() {
        assertThat(produce(null, Map.of(0, plain(), 1, plain())))
                .isEqualTo(Map.of(0, ErrorCode.NONE, 1, ErrorCode.NONE));
        assertThat(end(0)).isOne();
        assertThat(end(1)).isOne();
    }

    private void assertNothingWritten() {
        assertThat(end(0)).isZero();
        assertThat(end(1)).isZero();
    }

    private long end(int partition) {
        return HostedTopic.await(topic.replicas.offset(new OffsetWish(
                        GrantedPermits.topic(Operation.DESCRIBE, HostedTopic.NAME), partition, -1, -1, false)))
                .offset();
    }

    private Map<Integer, ErrorCode> produce(@Nullable String transactionalId, Map<Integer, ByteBuffer> batches) {
        TopicProduceData data = new TopicProduceData().setName(HostedTopic.NAME.value());
        new TreeMap<>(batches)
                .forEach((partition, bytes) -> data.partitionData()
                        .add(new PartitionProduceData()
                                .setIndex(partition)
                                .setRecords(MemoryRecords.readableRecords(bytes))));
        ProduceRequestData request = new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(30_000)
                .setTransactionalId(transactionalId);
        request.topicData().add(data);
        ProduceResponseData answer =
                HostedTopic.await(handler.handle(request, topic.context(ApiKey.PRODUCE, VERSION, WRITER)));
        Map<Integer, ErrorCode> errors = new TreeMap<>();
        answer.responses()
                .iterator()
                .next()
                .partitionResponses()
                .forEach(each -> errors.put(each.index(), ErrorCode.ofCode(each.errorCode())));
        return errors;
    }

    private static ByteBuffer plain() {
        return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1000, null, bytes("plain")))
                .buffer();
    }

    private static ByteBuffer transactional() {
        return TransactionBatches.data(ANOTHERS, KeyValue.of(bytes("key"), bytes("hidden")));
    }

    private static ByteBuffer join(ByteBuffer... parts) {
        int size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuffer part : parts) {
            all.put(part.duplicate());
        }
        return all.flip();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static AccessRule write(ResourceType type, String name) {
        return new AccessRule(
                ResourcePattern.literal(type, name),
                WRITER.toString(),
                AccessRule.ANY_HOST,
                Operation.WRITE,
                Permission.ALLOW);
    }
}
