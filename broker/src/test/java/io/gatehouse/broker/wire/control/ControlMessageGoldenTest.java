package io.gatehouse.broker.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.wire.MalformedFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge is kafka-clients 3.9.2: see golden/control/README.md (COMPAT D7, field lists). */
final class ControlMessageGoldenTest {
    private static final TopicId ID = new TopicId(new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L));

    private record Golden(String file, ControlMessage<?> message, Supplier<ControlMessage<?>> empty) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Golden> messages() {
        return Stream.of(
                new Golden(
                        "leader-and-isr-request-v7",
                        new LeaderAndIsrRequest(new LeaderAndIsrRequest.Body(
                                1,
                                false,
                                7,
                                99,
                                (byte) 0,
                                List.of(new LeaderAndIsrRequest.Topic(
                                        "orders",
                                        ID,
                                        List.of(new LeaderAndIsrRequest.Partition(
                                                3,
                                                7,
                                                1,
                                                4,
                                                List.of(1, 2),
                                                9,
                                                List.of(1, 2, 3),
                                                List.of(3),
                                                List.of(),
                                                true,
                                                (byte) 1)))),
                                List.of(new LeaderAndIsrRequest.LiveLeader(1, "b1", 9093)))),
                        LeaderAndIsrRequest::new),
                new Golden(
                        "leader-and-isr-response-v7",
                        new LeaderAndIsrResponse(new LeaderAndIsrResponse.Body(
                                (short) 0,
                                List.of(new LeaderAndIsrResponse.Topic(
                                        ID, List.of(new LeaderAndIsrResponse.PartitionError(3, (short) 11)))))),
                        LeaderAndIsrResponse::new),
                new Golden("update-metadata-request-v8", update(0), UpdateMetadataRequest::new),
                new Golden("update-metadata-request-v8-typed", update(1), UpdateMetadataRequest::new),
                new Golden(
                        "update-metadata-response-v8",
                        new UpdateMetadataResponse(new UpdateMetadataResponse.Body((short) 77)),
                        UpdateMetadataResponse::new),
                new Golden(
                        "stop-replica-request-v4",
                        new StopReplicaRequest(new StopReplicaRequest.Body(
                                1,
                                false,
                                7,
                                99,
                                List.of(new StopReplicaRequest.Topic(
                                        "orders", List.of(new StopReplicaRequest.Partition(3, -2, true)))))),
                        StopReplicaRequest::new),
                new Golden(
                        "stop-replica-response-v4",
                        new StopReplicaResponse(new StopReplicaResponse.Body(
                                (short) 0, List.of(new StopReplicaResponse.PartitionError("orders", 3, (short) 74)))),
                        StopReplicaResponse::new),
                new Golden(
                        "controlled-shutdown-request-v3",
                        new ControlledShutdownRequest(new ControlledShutdownRequest.Body(1, 99)),
                        ControlledShutdownRequest::new),
                new Golden(
                        "controlled-shutdown-response-v3",
                        new ControlledShutdownResponse(new ControlledShutdownResponse.Body(
                                (short) 0, List.of(new ControlledShutdownResponse.Remaining("orders", 3)))),
                        ControlledShutdownResponse::new));
    }

    private static UpdateMetadataRequest update(int type) {
        return new UpdateMetadataRequest(new UpdateMetadataRequest.Body(
                1,
                false,
                7,
                99,
                List.of(new UpdateMetadataRequest.Topic(
                        "orders",
                        ID,
                        List.of(new UpdateMetadataRequest.Partition(
                                3, 7, 1, 4, List.of(1, 2), 9, List.of(1, 2, 3), List.of(3))))),
                List.of(
                        new UpdateMetadataRequest.Broker(
                                1,
                                List.of(new UpdateMetadataRequest.Endpoint(9093, "b1", "CLIENTS", (short) 3)),
                                Optional.of("r1")),
                        new UpdateMetadataRequest.Broker(2, List.of(), Optional.empty())),
                (byte) type));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageWritesTheBytesOfKafka39AndTheirNumber(Golden golden) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = golden.message().size(cache, golden.message().highestSupportedVersion());
        ByteBuffer buffer = ByteBuffer.allocate(size);

        golden.message()
                .write(new ByteBufferAccessor(buffer), cache, golden.message().highestSupportedVersion());

        assertThat(HexFormat.of().formatHex(buffer.array()))
                .isEqualTo(HexFormat.of().formatHex(bytes(golden)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageIsReadFromTheBytesOfKafka39(Golden golden) {
        ControlMessage<?> message = golden.empty().get();
        ByteBuffer buffer = ByteBuffer.wrap(bytes(golden));

        message.read(new ByteBufferAccessor(buffer), message.highestSupportedVersion());

        assertThat(message).isEqualTo(golden.message());
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aFrameCutAnywhereIsMalformed(Golden golden) {
        byte[] whole = bytes(golden);

        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
            ControlMessage<?> message = golden.empty().get();
            assertThatThrownBy(() -> message.read(new ByteBufferAccessor(cut), message.highestSupportedVersion()))
                    .isInstanceOfAny(MalformedFrame.class, BufferUnderflowException.class);
        }
    }

    /** Attack 13: whatever a length says, the reader refuses or succeeds, and allocates no more than the frame. */
    @ParameterizedTest
    @MethodSource("messages")
    void aFrameWithAnyByteForgedIsReadOrRefused(Golden golden) {
        byte[] whole = bytes(golden);

        for (int at = 0; at < whole.length; at++) {
            for (int forged : new int[] {0x00, 0x7f, 0x80, 0xff}) {
                byte[] hostile = whole.clone();
                hostile[at] = (byte) forged;
                readOrRefuse(golden.empty().get(), hostile);
            }
        }
    }

    /** Eight errors of seven bytes each: the smallest error must not be taken for larger than it is. */
    @Test
    void anAnswerForManyPartitionsIsReadBack() {
        List<LeaderAndIsrResponse.PartitionError> errors = IntStream.range(0, 8)
                .mapToObj(index -> new LeaderAndIsrResponse.PartitionError(index, (short) 0))
                .toList();
        LeaderAndIsrResponse answer = new LeaderAndIsrResponse(
                new LeaderAndIsrResponse.Body((short) 0, List.of(new LeaderAndIsrResponse.Topic(ID, errors))));
        ByteBuffer bytes = MessageUtil.toByteBufferAccessor(answer, LeaderAndIsrRequest.VERSION)
                .buffer();

        LeaderAndIsrResponse read = new LeaderAndIsrResponse();
        read.read(new ByteBufferAccessor(bytes), LeaderAndIsrRequest.VERSION);

        assertThat(read.body()).isEqualTo(answer.body());
    }

    private static void readOrRefuse(ControlMessage<?> message, byte[] hostile) {
        try {
            message.read(new ByteBufferAccessor(ByteBuffer.wrap(hostile)), message.highestSupportedVersion());
        } catch (MalformedFrame | BufferUnderflowException | IllegalArgumentException expected) {
            assertThat(expected).isNotNull();
        }
    }

    private static byte[] bytes(Golden golden) {
        String name = "/golden/control/" + golden.file() + ".hex";
        try (InputStream in = Objects.requireNonNull(ControlMessageGoldenTest.class.getResourceAsStream(name), name)) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
