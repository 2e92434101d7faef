package io.gatehouse.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.wire.GoldenRequests.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestDecoderTest {
    private final RequestDecoder decoder = new RequestDecoder();

    static List<Golden> golden() {
        return GoldenRequests.all().toList();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void readsWhatKafkaWritesAndKafkaWritesItBackUnchanged(Golden golden) {
        ApiMessage message = decode(golden, golden.body());

        assertThat(written(message, golden.version())).isEqualTo(golden.body());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void attack12and22_aRequestCutAnywhereIsRefused(Golden golden) {
        for (int length = 0; length < golden.body().length; length++) {
            byte[] cut = java.util.Arrays.copyOf(golden.body(), length);

            assertThatExceptionOfType(MalformedFrame.class)
                    .as("cut at %d", length)
                    .isThrownBy(() -> decode(golden, cut));
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void attack21_aByteAfterTheRequestIsRefused(Golden golden) {
        byte[] longer = java.util.Arrays.copyOf(golden.body(), golden.body().length + 1);

        assertThatExceptionOfType(MalformedFrame.class).isThrownBy(() -> decode(golden, longer));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void attacks10to12_anyFieldOverwrittenWithAHostileLengthIsReadOrRefusedAndNothingElse(Golden golden) {
        for (byte[] hostile : List.of(
                new byte[] {-1},
                new byte[] {0},
                new byte[] {0x7f},
                new byte[] {-1, -1},
                new byte[] {-1, -2},
                new byte[] {0x7f, -1},
                new byte[] {-1, -1, -1, -1},
                new byte[] {-1, -1, -1, -5},
                new byte[] {0x7f, -1, -1, -12},
                new byte[] {-1, -1, -1, -1, 0x0f},
                new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 0x7f})) {
            for (int at = 0; at + hostile.length <= golden.body().length; at++) {
                byte[] body = golden.body().clone();
                System.arraycopy(hostile, 0, body, at, hostile.length);
                readOrRefuse(golden, body);
            }
        }
    }

    private void readOrRefuse(Golden golden, byte[] body) {
        try {
            decode(golden, body);
        } catch (MalformedFrame expected) {
            assertThat(expected).message().isNotBlank();
        }
    }

    @Test
    void attack11_onlyMinusOneIsNull() {
        ByteBuf oneTopicArrayOfMinusTwo = Unpooled.buffer().writeInt(-2);

        assertThatThrownBy(() -> decoder.body(ApiKey.METADATA, (short) 1, oneTopicArrayOfMinusTwo))
                .isInstanceOf(MalformedFrame.class)
                .hasMessageContaining("array length -2");
    }

    @Test
    void attack11_nullWhereItIsNotAllowedIsRefused() {
        ByteBuf nullMechanism = Unpooled.buffer().writeShort(-1);

        assertThatThrownBy(() -> decoder.body(ApiKey.SASL_HANDSHAKE, (short) 1, nullMechanism))
                .isInstanceOf(MalformedFrame.class);
    }

    @Test
    void attack10_aCompactStringOfFourGigabytesIsRefused() {
        ByteBuf body = Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1, 0x0f, 'a'});

        assertThatThrownBy(() -> decoder.body(ApiKey.API_VERSIONS, (short) 3, body))
                .isInstanceOf(MalformedFrame.class);
    }

    @Test
    void attack10_aTokenLongerThanTheFrameIsRefused() {
        ByteBuf body = Unpooled.buffer().writeInt(1000).writeZero(10);

        assertThatThrownBy(() -> decoder.body(ApiKey.SASL_AUTHENTICATE, (short) 1, body))
                .isInstanceOf(MalformedFrame.class)
                .hasMessage("length 1000 (expected: 0..10)");
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 12})
    void attack13_aFrameOfTinyElementsIsRefusedBeforeItBecomesObjects(int version) {
        int topics = 1 << 20;
        ByteBuf body = Unpooled.buffer(4 * topics);
        writeVarint(body, topics + 1);
        for (int i = 0; i < topics; i++) {
            if (version >= 10) {
                body.writeZero(16);
            }
            body.writeByte(1).writeByte(0); // An empty name, no tagged fields.
        }
        body.writeZero(4);

        assertThatThrownBy(() -> decoder.body(ApiKey.METADATA, (short) version, body))
                .isInstanceOf(MalformedFrame.class);
    }

    @Test
    void anOrdinaryRequestForTenThousandTopicsIsWithinTheBudget() {
        MetadataRequestData request = new MetadataRequestData();
        for (int i = 0; i < 10_000; i++) {
            request.topics().add(new MetadataRequestData.MetadataRequestTopic().setName("orders.eu.payments." + i));
        }

        ApiMessage read =
                decoder.body(ApiKey.METADATA, (short) 12, Unpooled.wrappedBuffer(written(request, (short) 12)));

        assertThat(((MetadataRequestData) read).topics()).hasSize(10_000);
    }

    @Test
    void attack15_taggedFieldsRiseAreFewAndHaveTheSizeTheyDeclare() {
        assertThatThrownBy(() -> tagged(1, 0, 1, 0)).hasMessageContaining("tag 1 after tag 1");
        assertThatThrownBy(() -> tagged(2, 0, 1, 0)).hasMessageContaining("tag 1 after tag 2");
        assertThatThrownBy(() -> decodeTags(Unpooled.buffer().writeByte(100)))
                .hasMessageContaining("100 tagged fields");
        assertThatThrownBy(() -> decodeTags(Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1, 0x07})))
                .hasMessageContaining("tagged fields");
    }

    @Test
    void attack15_aKnownTagOfAnotherSizeIsRefused() {
        // Fetch v12, tag 0 is the cluster id, a compact nullable string: here of 1 byte but declared as 3.
        ByteBuf body = Unpooled.buffer().writeInt(-1).writeInt(0).writeInt(0).writeInt(0);
        body.writeByte(0).writeInt(0).writeInt(0).writeByte(1).writeByte(1).writeByte(1);
        body.writeByte(1).writeByte(0).writeByte(3).writeByte(2).writeByte('c').writeByte(0);

        assertThatThrownBy(() -> decoder.body(ApiKey.FETCH, (short) 12, body))
                .isInstanceOf(MalformedFrame.class)
                .hasMessageContaining("tag 0 is not of the 3 bytes");
    }

    @Test
    void attack15_unknownTagsAreSkippedAndNotKept() {
        ApiMessage message = tagged(7, 2, 9, 0);

        assertThat(message.unknownTaggedFields()).isEmpty();
    }

    @Test
    void attack19_textThatIsNotUtf8IsRefused() {
        byte[] body = written(new ApiVersionsRequestData().setClientSoftwareName("ab"), (short) 3);
        body[1] = (byte) 0xC0;
        body[2] = (byte) 0x80;

        assertThatThrownBy(() -> decoder.body(ApiKey.API_VERSIONS, (short) 3, Unpooled.wrappedBuffer(body)))
                .isInstanceOf(MalformedFrame.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void recordsAreSlicesOfTheFrame() {
        Golden produce = GoldenRequests.of(ApiKey.PRODUCE, 9);
        byte[] frame = produce.body();

        ProduceRequestData request = (ProduceRequestData) decode(produce, frame);
        MemoryRecords records = (MemoryRecords)
                request.topicData().iterator().next().partitionData().get(0).records();
        byte first = records.buffer().get(0);
        java.util.Arrays.fill(frame, (byte) (first + 1));

        assertThat(records.buffer().get(0)).isEqualTo((byte) (first + 1));
    }

    @Test
    void theHeaderOfEveryGenerationIsRead() {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(ApiKey.METADATA.id())
                .setRequestApiVersion((short) 1)
                .setCorrelationId(77)
                .setClientId("me");
        ByteBuf classic = Unpooled.wrappedBuffer(written(header, (short) 1));
        ByteBuf flexible = Unpooled.wrappedBuffer(written(header.setRequestApiVersion((short) 12), (short) 2));

        assertThat(decoder.header(classic)).isEqualTo(new RequestHeader((short) 3, (short) 1, 77, "me"));
        assertThat(decoder.header(flexible)).isEqualTo(new RequestHeader((short) 3, (short) 12, 77, "me"));
        assertThat(classic.isReadable()).isFalse();
        assertThat(flexible.isReadable()).isFalse();
    }

    @Test
    void api81_theHeaderOfANewerApiVersionsIsReadAsFarAsItIsKnown() {
        ByteBuf frame =
                Unpooled.buffer().writeShort(18).writeShort(99).writeInt(5).writeBytes(new byte[] {-7, -7, -7});

        assertThat(decoder.header(frame)).isEqualTo(new RequestHeader((short) 18, (short) 99, 5, ""));
    }

    @Test
    void attack19_clientIdsAreCappedAndNullIsNoName() {
        byte[] name = "x".repeat(RequestDecoder.CLIENT_ID_BYTES_MAX + 1).getBytes(StandardCharsets.UTF_8);
        ByteBuf tooLong = head().writeShort(name.length).writeBytes(name);

        assertThat(decoder.header(head().writeShort(-1)).clientId()).isEmpty();
        assertThatThrownBy(() -> decoder.header(head().writeShort(-2))).isInstanceOf(MalformedFrame.class);
        assertThatThrownBy(() -> decoder.header(head().writeShort(32_767).writeZero(3)))
                .isInstanceOf(MalformedFrame.class);
        assertThatThrownBy(() -> decoder.header(tooLong)).isInstanceOf(MalformedFrame.class);
        assertThatThrownBy(() -> decoder.header(head().writeShort(1).writeByte(0xff)))
                .isInstanceOf(MalformedFrame.class);
    }

    @Test
    void aTokenIsReadAsItWasSent() {
        byte[] token = {0, 1, 2};
        byte[] body = written(new SaslAuthenticateRequestData().setAuthBytes(token), (short) 2);

        ApiMessage read = decoder.body(ApiKey.SASL_AUTHENTICATE, (short) 2, Unpooled.wrappedBuffer(body));

        assertThat(((SaslAuthenticateRequestData) read).authBytes()).isEqualTo(token);
    }

    private static ByteBuf head() {
        return Unpooled.buffer().writeShort(ApiKey.METADATA.id()).writeShort(1).writeInt(1);
    }

    /** Two tags at the end of an ApiVersions v3. */
    private ApiMessage tagged(int first, int firstSize, int second, int secondSize) {
        ByteBuf tags = Unpooled.buffer().writeByte(2).writeByte(first).writeByte(firstSize);
        return decodeTags(tags.writeZero(firstSize)
                .writeByte(second)
                .writeByte(secondSize)
                .writeZero(secondSize));
    }

    private ApiMessage decodeTags(ByteBuf tags) {
        ByteBuf body =
                Unpooled.buffer().writeByte(2).writeByte('a').writeByte(2).writeByte('1');
        return decoder.body(ApiKey.API_VERSIONS, (short) 3, body.writeBytes(tags));
    }

    private ApiMessage decode(Golden golden, byte[] body) {
        return decoder.body(golden.key(), golden.version(), Unpooled.wrappedBuffer(body));
    }

    private static byte[] written(Message message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(bytes), cache, version);
        assertThat(bytes.remaining()).isZero();
        return bytes.array();
    }

    private static void writeVarint(ByteBuf out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
