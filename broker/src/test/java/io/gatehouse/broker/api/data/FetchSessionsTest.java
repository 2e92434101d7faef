package io.gatehouse.broker.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.api.data.FetchPlace.Told;
import io.gatehouse.broker.api.data.FetchSessions.Asker;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.Parcel;
import io.gatehouse.broker.wire.RecordBytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.junit.jupiter.api.Test;

/** Fetch sessions (KIP-227, COMPAT B9). */
final class FetchSessionsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final Uuid ID = new Uuid(3, 4);

    private final FetchSessions sessions = new FetchSessions(4, 40, new Random(1));

    private static Asker by(String principal) {
        return new Asker(principal, false, false, NOW);
    }

    private static Asker later(String principal, int seconds) {
        return new Asker(principal, false, false, NOW.plusSeconds(seconds));
    }

    private static FetchRequestData request(int id, int epoch, int... partitions) {
        return new FetchRequestData()
                .setSessionId(id)
                .setSessionEpoch(epoch)
                .setTopics(
                        partitions.length == 0
                                ? List.of()
                                : List.of(new FetchTopic()
                                        .setTopic("orders")
                                        .setPartitions(Arrays.stream(partitions)
                                                .mapToObj(each -> new FetchPartition()
                                                        .setPartition(each)
                                                        .setFetchOffset(100 + each))
                                                .toList())));
    }

    private static PartitionData quiet(FetchPlace place) {
        PartitionData data = new PartitionData()
                .setPartitionIndex(place.key().partition())
                .setHighWatermark(7)
                .setLogStartOffset(0);
        RecordBytes.put(data, Parcel.empty());
        return data;
    }

    private FetchResponseData fetch(FetchRequestData request, Asker asker) {
        return fetch(request, asker, data -> {});
    }

    /** Answers each partition with high watermark 7 and nothing else, but for {@code change}. */
    private FetchResponseData fetch(FetchRequestData request, Asker asker, Consumer<PartitionData> change) {
        FetchPlan plan = FetchPlan.of(request, sessions, asker);
        List<Told> told = new ArrayList<>();
        plan.places().forEach(place -> {
            PartitionData data = quiet(place);
            change.accept(data);
            told.add(new Told(place, data));
        });
        return plan.answer(told);
    }

    private static List<Integer> partitions(FetchResponseData response) {
        return response.responses().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(PartitionData::partitionIndex)
                .toList();
    }

    private static List<Integer> places(FetchPlan plan) {
        return plan.places().stream().map(place -> place.key().partition()).toList();
    }

    @Test
    void aFullFetchBeginsASessionAndIsAnsweredInFull() { // COMPAT B9.1
        FetchResponseData response = fetch(request(0, 0, 0, 1), by("alice"));

        assertThat(response.sessionId()).isPositive();
        assertThat(partitions(response)).containsExactly(0, 1);
    }

    @Test
    void aFullFetchWithoutTheWishBeginsNone() { // COMPAT B9.1
        assertThat(fetch(request(0, -1, 0), by("alice")).sessionId()).isZero();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void anIncrementalFetchReadsAllAndTellsChangesOnly() { // COMPAT B9.4, B9.9
        int id = fetch(request(0, 0, 0, 1, 2, 3, 4), by("alice")).sessionId();

        FetchPlan plan = FetchPlan.of(request(id, 1), sessions, by("alice"));
        assertThat(places(plan)).containsExactly(0, 1, 2, 3, 4);
        assertThat(partitions(plan.answer(List.of()))).isEmpty();
        FetchResponseData response = fetch(request(id, 2), by("alice"), data -> {
            switch (data.partitionIndex()) {
                case 0 -> data.setHighWatermark(8);
                case 1 -> data.setLogStartOffset(3);
                case 2 -> data.setErrorCode(ErrorCode.OFFSET_OUT_OF_RANGE.code());
                case 3 ->
                    data.setDivergingEpoch(new EpochEndOffset().setEpoch(1).setEndOffset(2));
                default -> {}
            }
        });
        assertThat(response.sessionId()).isEqualTo(id);
        assertThat(partitions(response)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void anErrorIsForgottenSoThatRecoveryIsTold() { // COMPAT B9.9
        int id = fetch(request(0, 0, 0), by("alice")).sessionId();
        fetch(request(id, 1), by("alice"), data -> data.setErrorCode(ErrorCode.NOT_LEADER_OR_FOLLOWER.code()));

        assertThat(partitions(fetch(request(id, 2), by("alice")))).containsExactly(0);
        assertThat(partitions(fetch(request(id, 3), by("alice")))).isEmpty();
    }

    @Test
    void partitionsAreAddedChangedAndForgotten() { // COMPAT B9.4
        int id = fetch(request(0, 0, 0, 1), by("alice")).sessionId();
        FetchRequestData next = request(id, 1, 2);
        next.topics()
                .get(0)
                .setPartitions(List.of(
                        new FetchPartition().setPartition(2),
                        new FetchPartition().setPartition(1).setFetchOffset(55)));
        next.setForgottenTopicsData(
                List.of(new ForgottenTopic().setTopic("orders").setPartitions(List.of(0))));

        FetchPlan plan = FetchPlan.of(next, sessions, by("alice"));

        assertThat(places(plan)).containsExactly(1, 2);
        assertThat(plan.places().get(0).offset()).isEqualTo(55);
    }

    @Test
    void aPartitionWithRecordsGoesToTheEnd() { // COMPAT B9.10
        int id = fetch(request(0, 0, 0, 1, 2), by("alice")).sessionId();
        fetch(request(id, 1), by("alice"), data -> {
            if (data.partitionIndex() == 0) {
                RecordBytes.put(data, Parcel.of(ByteBuffer.allocate(80)));
            }
        });

        assertThat(places(FetchPlan.of(request(id, 2), sessions, by("alice")))).containsExactly(1, 2, 0);
    }

    @Test
    void anotherPrincipalsSessionDoesNotExist() { // attack 156
        int id = fetch(request(0, 0, 0), by("alice")).sessionId();

        assertThat(fetch(request(id, 1), by("mallory")).errorCode())
                .isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
        fetch(request(id, -1), by("mallory"));
        assertThat(fetch(request(id, 1), by("alice")).errorCode()).isZero();
    }

    @Test
    void wrongIdsAndEpochsAreTold() { // COMPAT B9.3
        int id = fetch(request(0, 0, 0), by("alice")).sessionId();

        assertThat(fetch(request(id + 1, 1), by("alice")).errorCode())
                .isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
        assertThat(fetch(request(id, 2), by("alice")).errorCode())
                .isEqualTo(ErrorCode.INVALID_FETCH_SESSION_EPOCH.code());
        assertThat(fetch(request(id, -2), by("alice")).errorCode())
                .isEqualTo(ErrorCode.INVALID_FETCH_SESSION_EPOCH.code());
        assertThat(fetch(request(id, 1), new Asker("alice", true, false, NOW)).errorCode())
                .isEqualTo(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR.code());
        assertThat(fetch(request(id, 1), by("alice")).errorCode()).isZero();
    }

    @Test
    void anEpochOfZeroOrMinusOneEndsTheSession() { // COMPAT B9.1
        int first = fetch(request(0, 0, 0), by("alice")).sessionId();
        int second = fetch(request(first, 0, 0), by("alice")).sessionId();

        assertThat(second).isNotEqualTo(first).isPositive();
        assertThat(sessions.count()).isEqualTo(1);
        assertThat(fetch(request(second, -1, 0), by("alice")).sessionId()).isZero();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void anEmptiedSessionEnds() { // COMPAT B9.5
        int id = fetch(request(0, 0, 0), by("alice")).sessionId();
        FetchRequestData last = request(id, 1)
                .setForgottenTopicsData(
                        List.of(new ForgottenTopic().setTopic("orders").setPartitions(List.of(0))));

        assertThat(fetch(last, by("alice")).sessionId()).isZero();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void topicsAreKeptByIdFromVersionThirteenOn() { // COMPAT B9.11
        FetchRequestData request = request(0, 0, 0);
        request.topics().get(0).setTopic("").setTopicId(ID);
        Asker asker = new Asker("alice", true, false, NOW);
        int id = fetch(request, asker).sessionId();

        assertThat(FetchPlan.of(request(id, 1), sessions, asker).places().get(0).key())
                .isEqualTo(new FetchPlace.Key(ID, "", 0));
    }

    @Test
    void withoutRoomThereIsNoSession() { // COMPAT B9.6
        for (int i = 0; i < 4; i++) {
            fetch(request(0, 0, 0), by("alice"));
        }

        assertThat(fetch(request(0, 0, 0, 1, 2), by("alice")).sessionId()).isZero();
        assertThat(new FetchSessions(0, new Random(1)).create(List.of(), by("alice")))
                .isZero();
    }

    @Test
    void anIdleSessionMakesRoom() { // COMPAT B9.8
        int idle = fetch(request(0, 0, 0), by("alice")).sessionId();
        for (int i = 0; i < 3; i++) {
            fetch(request(0, 0, 0), later("alice", 60));
        }

        assertThat(fetch(request(0, 0, 0), later("alice", 121)).sessionId()).isPositive();
        assertThat(fetch(request(idle, 1), later("alice", 121)).errorCode())
                .isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
    }

    @Test
    void anOldSessionMakesRoomForALargerOneOnly() { // COMPAT B9.8
        for (int i = 0; i < 4; i++) {
            int id = fetch(request(0, 0, 0, 1), by("alice")).sessionId();
            fetch(request(id, 1), later("alice", 100));
        }

        assertThat(fetch(request(0, 0, 0, 1), later("alice", 130)).sessionId()).isZero();
        assertThat(fetch(request(0, 0, 0, 1, 2), later("alice", 130)).sessionId())
                .isPositive();
        assertThat(sessions.count()).isEqualTo(4);
    }

    @Test
    void nobodyKeepsTheCacheFromOthers() {
        for (int i = 0; i < 4; i++) {
            fetch(request(0, 0, 0, 1), by("mallory"));
        }

        int alice = fetch(request(0, 0, 0), by("alice")).sessionId();
        fetch(request(0, 0, 0), by("bob"));

        assertThat(alice).isPositive();
        assertThat(fetch(request(alice, 1), by("alice")).errorCode()).isZero();
        assertThat(sessions.count()).isEqualTo(4);
    }

    @Test
    void aClientDoesNotPushOutABroker() { // COMPAT B9.8
        for (int i = 0; i < 4; i++) {
            fetch(request(0, 0, 0), new Asker("broker", false, true, NOW));
        }

        assertThat(fetch(request(0, 0, 0, 1), later("alice", 1_000)).sessionId())
                .isZero();
        assertThat(fetch(request(0, 0, 0, 1), new Asker("broker", false, true, NOW.plusSeconds(1_000)))
                        .sessionId())
                .isPositive();
    }

    @Test
    void theNumberOfPartitionsInAllSessionsIsBounded() {
        int[] many = java.util.stream.IntStream.range(0, 39).toArray();
        int id = fetch(request(0, 0, many), by("alice")).sessionId();

        assertThat(fetch(request(0, 0, 0, 1), by("alice")).sessionId()).isZero();
        assertThat(fetch(request(id, 1, 50, 51), by("alice")).errorCode())
                .isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
        assertThat(sessions.count()).isZero();
        assertThat(fetch(request(0, 0, many), by("alice")).sessionId()).isPositive();
    }
}
