package io.gatehouse.broker.net;

import static io.gatehouse.broker.net.TestGate.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.net.TestGate.Peer;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.Frame;
import io.gatehouse.broker.wire.StoredBytes;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaSnapshot;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers whose records stay in their file: right on the wire, and let go of exactly once on every way out. */
final class FileAnswerTest {
    private static final int BYTES = 300_000;

    private final TestGate gate = TestGate.open();
    private final StoredBytes stored = new StoredBytes(BYTES);
    private final Peer peer = gate.connect();
    private final CompletableFuture<FetchResponseData> answer = new CompletableFuture<>();

    FileAnswerTest() {
        gate.apis.fetches.add(answer);
        peer.send(request(ApiKey.FETCH, 12, 7, new FetchRequestData().setMaxBytes(BYTES)));
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        peer.close();
        answer.complete(new FetchResponseData());
        peer.channel.runPendingTasks();

        assertThat(stored.owned()).isZero();
        assertThat(gate.memory.metric().usedHeapMemory()).isZero();
        assertThat(gate.memory.metric().usedDirectMemory()).isZero();
        stored.close();
    }

    private FetchResponseData fetched() {
        return TestApis.fetched(stored.part());
    }

    @Test
    void withoutEncryptionTheOperatingSystemSendsTheFile() throws IOException {
        answer.complete(fetched());
        peer.channel.runPendingTasks();

        ByteBuf head = peer.channel.readOutbound();
        FileSending file = peer.channel.readOutbound();
        ByteBuf tail = peer.channel.readOutbound();
        assertThat(head.getInt(0)).isEqualTo(head.readableBytes() - Integer.BYTES + BYTES - 2 + tail.readableBytes());
        assertThat(sent(file)).isEqualTo(stored.partBytes());
        head.release();
        tail.release();
    }

    /** Releases {@code file}. */
    private static byte[] sent(FileSending file) throws IOException {
        java.io.ByteArrayOutputStream sent = new java.io.ByteArrayOutputStream();
        while (file.transferred() < file.count()) {
            file.transferTo(Channels.newChannel(sent), file.transferred());
        }
        file.release();
        return sent.toByteArray();
    }

    @Test
    void anAnswerForAConnectionThatIsGoneLetsGoOfItsFile() {
        peer.close();
        answer.complete(fetched());
        peer.channel.runPendingTasks();

        assertThat(stored.owned()).isZero();
    }

    @Test
    void anAnswerThatWaitsForItsTurnLetsGoOfItsFileWhenTheConnectionCloses() {
        CompletableFuture<FetchResponseData> second = new CompletableFuture<>();
        ResponseSequencer answers = new ResponseSequencer(peer.channel, new Flow(), false);
        ResponseSequencer.Slot first = answers.reserve(1, 0);
        ResponseSequencer.Slot waiting = answers.reserve(1, 0);
        answers.fill(waiting, frame(), () -> second.complete(null));
        assertThat(stored.owned()).isEqualTo(1);

        answers.drop();
        answers.skip(first, () -> {});

        assertThat(second).isDone();
        assertThat(stored.owned()).isZero();
    }

    /** Of a file only. */
    private Frame frame() {
        FetchResponseData message = fetched();
        Frame frame = io.gatehouse.broker.wire.ResponseEncoder.encode(
                ApiKey.FETCH, (short) 12, 7, message, UnpooledByteBufAllocator.DEFAULT);
        io.gatehouse.broker.wire.RecordBytes.release(message);
        return frame;
    }

    @Test
    void anAnswerThatIsEncodedAgainWithItsThrottleTimeLetsGoOfItsFile() {
        QuotaEntity everybody =
                new QuotaEntity(Optional.of(QuotaEntity.Part.DEFAULT), Optional.empty(), Optional.empty());
        gate.quotas.replace(new QuotaSnapshot(Map.of(everybody, Map.of(QuotaKey.CONSUMER_BYTE_RATE, 1_000.0))));

        answer.complete(fetched());
        peer.channel.runPendingTasks();

        assertThat(stored.owned()).isEqualTo(1);
        release(peer.channel);
    }

    private static void release(EmbeddedChannel channel) {
        for (Object part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            io.netty.util.ReferenceCountUtil.release(part);
        }
    }

    @Test
    void withEncryptionTheFileIsReadPieceByPiece() {
        EmbeddedChannel tls = new EmbeddedChannel(new ChunkedWriteHandler());
        tls.config().setAllocator(gate.memory);

        tls.writeOutbound(Unpooled.wrappedBuffer(new byte[] {1}), new FileReading(stored.part()));

        assertThat(stored.owned()).isZero();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf piece = tls.readOutbound(); piece != null; piece = tls.readOutbound()) {
            assertThat(piece.capacity()).isLessThanOrEqualTo(128 << 10);
            all.writeBytes(piece);
            piece.release();
        }
        assertThat(ByteBufUtil.getBytes(all.skipBytes(1))).isEqualTo(stored.partBytes());
    }

    @Test
    void aFileThatEndsTooEarlyClosesTheConnectionInsteadOfSendingSomethingElse() throws IOException {
        EmbeddedChannel tls = new EmbeddedChannel(new ChunkedWriteHandler());
        tls.config().setAllocator(gate.memory);
        ResponseSequencer answers = new ResponseSequencer(tls, new Flow(), true);
        stored.truncate(BYTES - 10);

        answers.fill(answers.reserve(1, 0), frame(), () -> {});

        assertThat(tls.isOpen()).isFalse();
        release(tls);
    }

    @Test
    void aPeerThatClosesHalfwayLetsGoOfTheFile() {
        EmbeddedChannel tls = new EmbeddedChannel(new ChunkedWriteHandler());
        tls.config().setAllocator(gate.memory);
        FileReading reading = new FileReading(stored.part());
        var unused = tls.write(reading);
        assertThat(stored.owned()).isEqualTo(1);

        tls.close().awaitUninterruptibly(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);

        assertThat(stored.owned()).isZero();
    }
}
