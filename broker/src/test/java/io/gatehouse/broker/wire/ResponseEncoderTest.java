package io.gatehouse.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.FilePart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseEncoderTest {
    private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    @ParameterizedTest
    @ValueSource(shorts = {1, 8, 9, 13})
    void writesTheBytesThatKafkaWrites(short version) {
        MetadataResponseData answer = new MetadataResponseData().setControllerId(3);

        Frame frame = ResponseEncoder.encode(ApiKey.METADATA, version, 42, answer, ALLOCATOR);

        assertThat(bytes(frame)).isEqualTo(judge(ApiKey.METADATA, version, 42, answer));
    }

    @Test
    void kip511_theAnswerToApiVersionsHasTheOldHeaderInEveryVersion() {
        ApiVersionsResponseData answer = new ApiVersionsResponseData();

        Frame frame = ResponseEncoder.encode(ApiKey.API_VERSIONS, (short) 4, 42, answer, ALLOCATOR);

        assertThat(bytes(frame)).isEqualTo(judge(ApiKey.API_VERSIONS, (short) 4, 42, answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 1024, 1025, 100_000})
    void recordsStandWhereTheyBelongAndLargeOnesAreNotCopied(int recordBytes) {
        ByteBuffer records = ByteBuffer.allocate(recordBytes);
        FetchResponseData answer = new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopic("t")
                        .setPartitions(List.of(partition(0, records), partition(1, records)))));

        byte[] expected = judge(ApiKey.FETCH, (short) 12, 7, answer);
        Frame frame = ResponseEncoder.encode(ApiKey.FETCH, (short) 12, 7, answer, ALLOCATOR);

        assertThat(frame.parts().get(0) instanceof CompositeByteBuf).isEqualTo(recordBytes > 1024);
        assertThat(bytes(frame)).isEqualTo(expected);
    }

    @Test
    void recordsInAFileStandWhereTheyBelong() throws IOException {
        try (StoredBytes stored = new StoredBytes(5_000)) {
            byte[] expected = judge(
                    ApiKey.FETCH,
                    (short) 12,
                    7,
                    fetched(partition(0, ByteBuffer.wrap(stored.partBytes())), partition(1, ByteBuffer.allocate(9))));
            FetchResponseData.PartitionData inFile = new FetchResponseData.PartitionData();
            RecordBytes.put(inFile, Parcel.of(stored.part()));
            FetchResponseData answer = fetched(inFile, partition(1, ByteBuffer.allocate(9)));

            Frame first = ResponseEncoder.encode(ApiKey.FETCH, (short) 12, 7, answer, ALLOCATOR);
            Frame second = ResponseEncoder.encode(ApiKey.FETCH, (short) 12, 7, answer, ALLOCATOR);
            RecordBytes.release(answer);

            assertThat(bytes(first)).isEqualTo(expected);
            assertThat(bytes(second)).isEqualTo(expected);
            assertThat(stored.owned()).isZero();
        }
    }

    private static FetchResponseData fetched(FetchResponseData.PartitionData... partitions) {
        return new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopic("t")
                        .setPartitions(List.of(partitions))));
    }

    @Test
    void aMessageThatCannotBeWrittenLeavesNothingBehind() {
        MetadataResponseData answer = new MetadataResponseData()
                .setTopics(new MetadataResponseData.MetadataResponseTopicCollection(
                        List.of(new MetadataResponseData.MetadataResponseTopic().setName(null))
                                .iterator()));

        assertThatThrownBy(() -> ResponseEncoder.encode(ApiKey.METADATA, (short) 1, 1, answer, ALLOCATOR))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void aRequestIsWrittenAsKafkaWritesIt() {
        MetadataRequestData request = new MetadataRequestData().setTopics(null);
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(ApiKey.METADATA.id())
                .setRequestApiVersion((short) 12)
                .setCorrelationId(9)
                .setClientId("broker-1");

        ByteBuf frame = RequestEncoder.encode(ApiKey.METADATA, (short) 12, 9, "broker-1", request, ALLOCATOR);

        assertThat(bytes(frame)).isEqualTo(framed(header, (short) 2, request, (short) 12));
    }

    private static FetchResponseData.PartitionData partition(int index, ByteBuffer records) {
        return new FetchResponseData.PartitionData()
                .setPartitionIndex(index)
                .setRecords(MemoryRecords.readableRecords(records));
    }

    private static byte[] judge(ApiKey key, short version, int correlationId, ApiMessage answer) {
        short headerVersion = ApiMessageType.fromApiKey(key.id()).responseHeaderVersion(version);
        return framed(new ResponseHeaderData().setCorrelationId(correlationId), headerVersion, answer, version);
    }

    private static byte[] framed(Message header, short headerVersion, Message body, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = header.size(cache, headerVersion) + body.size(cache, version);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + size);
        bytes.putInt(size);
        header.write(new ByteBufferAccessor(bytes), cache, headerVersion);
        body.write(new ByteBufferAccessor(bytes), cache, version);
        return bytes.array();
    }

    /** Takes over {@code frame}. */
    private static byte[] bytes(Frame frame) {
        ByteBuf all = ALLOCATOR.buffer(frame.bytes());
        for (Object part : frame.parts()) {
            if (part instanceof FilePart file) {
                all.writeBytes(read(file));
            } else {
                all.writeBytes((ByteBuf) part);
            }
        }
        assertThat(all.readableBytes()).isEqualTo(frame.bytes());
        frame.release();
        return bytes(all);
    }

    private static byte[] read(FilePart file) {
        ByteBuffer bytes = ByteBuffer.allocate(file.size());
        try {
            file.file().read(bytes, file.position());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.array();
    }

    /** Takes over {@code frame}. */
    private static byte[] bytes(ByteBuf frame) {
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }
}
