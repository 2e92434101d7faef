package io.gatehouse.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
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

        ByteBuf frame = ResponseEncoder.encode(ApiKey.METADATA, version, 42, answer, ALLOCATOR);

        assertThat(bytes(frame)).isEqualTo(judge(ApiKey.METADATA, version, 42, answer));
    }

    @Test
    void kip511_theAnswerToApiVersionsHasTheOldHeaderInEveryVersion() {
        ApiVersionsResponseData answer = new ApiVersionsResponseData();

        ByteBuf frame = ResponseEncoder.encode(ApiKey.API_VERSIONS, (short) 4, 42, answer, ALLOCATOR);

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
        ByteBuf frame = ResponseEncoder.encode(ApiKey.FETCH, (short) 12, 7, answer, ALLOCATOR);

        assertThat(frame instanceof CompositeByteBuf).isEqualTo(recordBytes > 1024);
        assertThat(bytes(frame)).isEqualTo(expected);
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
    private static byte[] bytes(ByteBuf frame) {
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }
}
