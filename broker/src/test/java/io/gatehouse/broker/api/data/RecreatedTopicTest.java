package io.gatehouse.broker.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.log.AppendResult;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.Acks;
import io.gatehouse.broker.replica.GrantedPermits;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RecordBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attack 155: a topic is deleted and made anew under its name while consumers hold sessions and producers sequences. */
final class RecreatedTopicTest {
    private static final TopicId OLD = new TopicId(new UUID(7, 9));
    private static final TopicId NEW = new TopicId(new UUID(8, 1));
    private static final short BY_NAME = 12;
    private static final short BY_ID = 17;
    private static final long PRODUCER = 77;

    private final FetchSessions sessions = new FetchSessions(10, 100, new Random(1));
    private HostedTopic topic;
    private FetchHandler handler;

    @BeforeEach
    void anOldTopic(@TempDir Path folder) {
        topic = new HostedTopic(folder, 1);
        topic.cluster.onTopicsGone(sessions::topicsDeleted);
        handler = new FetchHandler(topic.replicas, topic.cluster, sessions, 1 << 20);
        topic.host(OLD);
        topic.publish(OLD);
        append(0, "old");
    }

    @AfterEach
    void close() {
        topic.close();
    }

    @Test
    void aSessionByIdIsToldThatTheIdIsGone() {
        int session = fetch(BY_ID, 0, 0, OLD, 1).sessionId();
        recreate();

        PartitionData answer = only(fetch(BY_ID, session, 1, OLD, 0));

        assertThat(ErrorCode.ofCode(answer.errorCode())).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(RecordBytes.size(answer)).isZero();
    }

    @Test
    void aSessionByNameEnds() {
        int session = fetch(BY_NAME, 0, 0, OLD, 1).sessionId();
        recreate();

        FetchResponseData answer = fetch(BY_NAME, session, 1, OLD, 0);

        assertThat(ErrorCode.ofCode(answer.errorCode())).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(answer.responses()).isEmpty();
    }

    @Test
    void aSessionByNameOfAnotherTopicGoesOn() {
        int session = fetch(BY_NAME, 0, 0, OLD, 1).sessionId();

        sessions.topicsDeleted(Set.of(new TopicName("others")));

        assertThat(fetch(BY_NAME, session, 1, OLD, 0).sessionId()).isEqualTo(session);
    }

    /** The controller's orders come one by one: the log may be the new one while the picture is still the old one. */
    @Test
    void aLogThatIsAnotherTopicsIsNotReadUnderTheOldId() {
        topic.drop();
        topic.host(NEW);
        append(0, "new");

        PartitionData answer = only(fetch(BY_ID, 0, -1, OLD, 0));

        assertThat(ErrorCode.ofCode(answer.errorCode())).isEqualTo(ErrorCode.INCONSISTENT_TOPIC_ID);
        assertThat(RecordBytes.size(answer)).isZero();
    }

    @Test
    void aFetchThatWaitsIsAnsweredWithoutTheNewTopicsRecords() {
        CompletionStage<FetchResponseData> waiting = handler.handle(
                request(BY_ID, 0, -1, OLD, 1).setMaxWaitMs(60_000).setMinBytes(1),
                topic.context(ApiKey.FETCH, BY_ID, HostedTopic.ROOT));
        recreate();
        append(0, "new");
        append(1, "newer");
        topic.drop();

        PartitionData answer = only(HostedTopic.await(waiting));
        assertThat(ErrorCode.ofCode(answer.errorCode())).isNotEqualTo(ErrorCode.NONE);
        assertThat(RecordBytes.size(answer)).isZero();
    }

    @Test
    void aProducersFormerSequencesMeanNothing() {
        assertThat(append(0, "old").duplicate()).as("while the topic is there").isTrue();
        recreate();

        AppendResult first = append(0, "new");

        assertThat(first.error()).isEqualTo(ErrorCode.NONE);
        assertThat(first.duplicate()).isFalse();
        assertThat(first.baseOffset()).isZero();
    }

    @Test
    void aProducerThatGoesOnWithItsSequencesIsTaken() {
        recreate();

        assertThat(append(1, "new").baseOffset()).isZero();
    }

    private void recreate() {
        topic.withdraw(OLD);
        topic.drop();
        topic.host(NEW);
        topic.publish(NEW);
    }

    private AppendResult append(int sequence, String value) {
        SimpleRecord record = new SimpleRecord(1000, null, value.getBytes(StandardCharsets.UTF_8));
        return HostedTopic.await(topic.replicas.append(
                GrantedPermits.topic(Operation.WRITE, HostedTopic.NAME),
                0,
                MemoryRecords.withIdempotentRecords(Compression.NONE, PRODUCER, (short) 0, sequence, record)
                        .buffer(),
                (short) 11,
                Acks.ALL,
                Duration.ofSeconds(30)));
    }

    /** @param offset where the partition is to be read from */
    private FetchResponseData fetch(short version, int session, int epoch, TopicId id, long offset) {
        FetchRequestData request = request(version, session, epoch, id, offset);
        if (epoch > 0) {
            request.setTopics(List.of());
        }
        return HostedTopic.await(handler.handle(request, topic.context(ApiKey.FETCH, version, HostedTopic.ROOT)));
    }

    private static FetchRequestData request(short version, int session, int epoch, TopicId id, long offset) {
        FetchTopic asked = new FetchTopic()
                .setPartitions(List.of(new FetchPartition()
                        .setPartition(0)
                        .setFetchOffset(offset)
                        .setPartitionMaxBytes(1 << 20)));
        if (version >= 13) {
            asked.setTopicId(TopicUuids.uuid(id));
        } else {
            asked.setTopic(HostedTopic.NAME.value());
        }
        return new FetchRequestData()
                .setMaxBytes(1 << 20)
                .setSessionId(session)
                .setSessionEpoch(epoch)
                .setTopics(List.of(asked));
    }

    private static PartitionData only(FetchResponseData answer) {
        assertThat(answer.responses()).hasSize(1);
        return answer.responses().get(0).partitions().get(0);
    }
}
