package io.gatehouse.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BoundedReaderTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void attack14_varintsAreReadAsKafkaWritesThem(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            int number = random.nextInt() >> random.nextInt(32);
            long large = random.nextLong() >> random.nextInt(64);
            ByteBuffer bytes = ByteBuffer.allocate(40);
            ByteUtils.writeVarint(number, bytes);
            ByteUtils.writeVarlong(large, bytes);
            ByteUtils.writeUnsignedVarint(number & Integer.MAX_VALUE, bytes);
            BoundedReader reader = new BoundedReader(Unpooled.wrappedBuffer(bytes.flip()));

            assertThat(reader.readVarint()).isEqualTo(number);
            assertThat(reader.readVarlong()).isEqualTo(large);
            assertThat(reader.readUnsignedVarint()).isEqualTo(number & Integer.MAX_VALUE);
            assertThat(reader.remaining()).isZero();
        }
    }

    @Test
    void attack14_anOverlongButShortVarintIsReadAsKafkaReadsIt() {
        byte[] overlongZero = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0};

        assertThat(reader(overlongZero).readUnsignedVarint())
                .isEqualTo(ByteUtils.readUnsignedVarint(ByteBuffer.wrap(overlongZero)))
                .isZero();
    }

    @Test
    void attack14_aVarintThatDoesNotEndIsRefused() {
        byte[] six = {-1, -1, -1, -1, -1, 1};
        byte[] eleven = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};

        refuses(() -> reader(six).readUnsignedVarint());
        refuses(() -> reader(six).readVarint());
        refuses(() -> reader(eleven).readVarlong());
        refuses(() -> reader(new byte[] {-1}).readUnsignedVarint());
    }

    @Test
    void attack14_bitsThatDoNotFitAreRefused() {
        refuses(() -> reader(new byte[] {-1, -1, -1, -1, 0x1f}).readVarint());
        refuses(() -> reader(new byte[] {-1, -1, -1, -1, 0x0f}).readUnsignedVarint());
        refuses(() -> reader(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2}).readVarlong());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -5, 4, Integer.MAX_VALUE, Integer.MAX_VALUE - 11, Integer.MIN_VALUE})
    void attack12_everyLengthIsComparedWithWhatIsLeft(int length) {
        refuses(() -> reader(new byte[3]).readArray(length));
        refuses(() -> reader(new byte[3]).readByteBuffer(length));
        refuses(() -> reader(new byte[3]).readString(length));
        refuses(() -> reader(new byte[3]).readUnknownTaggedField(null, 1, length));
    }

    @Test
    void readingPastTheEndIsRefused() {
        ByteBuf empty = Unpooled.EMPTY_BUFFER;

        refuses(() -> new BoundedReader(empty).readByte());
        refuses(() -> new BoundedReader(empty).readShort());
        refuses(() -> new BoundedReader(empty).readInt());
        refuses(() -> new BoundedReader(empty).readLong());
        refuses(() -> new BoundedReader(empty).readDouble());
        refuses(() -> new BoundedReader(empty).readUuid());
    }

    private static BoundedReader reader(byte[] bytes) {
        return new BoundedReader(Unpooled.wrappedBuffer(bytes));
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
        assertThatExceptionOfType(MalformedFrame.class).isThrownBy(read);
    }
}
