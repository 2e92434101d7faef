package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Group K of the attack corpus against a real process with 192 MiB of heap that ends at the first OutOfMemoryError: batches
 * that inflate to a gigabyte, sent and stored. {@code -Dgatehouse.attack.scale=N} sends them over N times the connections.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BombsIT {
    private static final List<String> TIGHT =
            List.of("-Xmx192m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError");
    /** Heap, direct buffers, the window of a zstd stream for each lane, and what a JVM takes besides. */
    private static final long RESIDENT_MAX_KIB = 640 * 1024;

    private static final long GIB = 1L << 30;
    private static final String PACKED = "packed";
    private static final short VERSION = 9;
    private static final int CONNECTIONS = 2 * Integer.getInteger("gatehouse.attack.scale", 1);

    private QuickstartProcess broker;
    private Intruder intruder;
    private Canary canary;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        broker = QuickstartProcess.start(temporary.resolve("quickstart"), List.of(), TIGHT);
        intruder = new Intruder(broker);
        canary = new Canary(broker.application());
        try (Admin admin = Admin.create(broker.administrator())) {
            NewTopic packed = new NewTopic(PACKED, 1, (short) 1).configs(Map.of("compression.type", "zstd"));
            admin.createTopics(List.of(packed)).all().get();
        }
    }

    @AfterEach
    void othersAreServed() {
        canary.sings();
        assertThat(broker.alive()).isTrue();
        assertThat(Vitals.of(broker.pid()).residentKib()).isLessThan(RESIDENT_MAX_KIB);
        assertThat(broker.terminal() + broker.log()).doesNotContain("OutOfMemory");
    }

    @AfterAll
    void stop() {
        if (canary != null) {
            canary.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    @Order(1)
    void attack179_whatInflatesToAGigabyteIsRefused() throws Exception {
        List<ByteBuffer> bombs = new ArrayList<>();
        for (int codec : List.of(Bomb.GZIP, Bomb.ZSTD)) {
            bombs.add(sent(codec, 1, Bomb.giant(codec, GIB - (1 << 24))));
            bombs.add(sent(codec, Integer.MAX_VALUE, Bomb.swarm(codec, GIB / 2)));
        }
        bombs.add(sent(Bomb.LZ4, 1, Bomb.giant(Bomb.LZ4, 200 << 20))); // As far as lz4 goes in a megabyte.
        bombs.add(sent(Bomb.LZ4, Integer.MAX_VALUE, Bomb.swarm(Bomb.LZ4, 200 << 20)));
        bombs.add(sent(Bomb.SNAPPY, 1, Bomb.snappyBlock(20 << 20))); // And snappy, in one block.

        assertThat(atOnce(QuickstartProcess.TOPIC, bombs)).containsOnly(ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    @Order(2)
    void attacks180to185_whatIsNotWhatItClaimsIsRefused() throws Exception {
        List<ByteBuffer> lies = new ArrayList<>();
        for (int codec : List.of(Bomb.GZIP, Bomb.SNAPPY, Bomb.LZ4, Bomb.ZSTD)) {
            byte[] million = Bomb.swarm(codec, 1_000_000L * Bomb.EMPTY_RECORD.length);
            lies.add(sent(codec, 1, million));
            lies.add(sent(codec, 1_000_000, Bomb.swarm(codec, Bomb.EMPTY_RECORD.length)));
            lies.add(sent(codec, 1_000_000, Arrays.copyOf(million, million.length / 2)));
            lies.add(sent(codec, 1, Bomb.nested(5)));
            lies.add(sent(codec, 1, new byte[] {1, 2, 3}));
        }
        lies.add(sent(Bomb.SNAPPY, 1, new byte[] {-1, -1, -1, -1, 15, 0, 0, 0})); // Four gigabytes, it says.
        lies.add(sent(Bomb.GZIP, 1, Bomb.swarm(Bomb.LZ4, Bomb.EMPTY_RECORD.length)));

        assertThat(atOnce(QuickstartProcess.TOPIC, lies)).containsOnly(ErrorCode.INVALID_RECORD);
        assertThat(atOnce(PACKED, lies)).containsOnly(ErrorCode.INVALID_RECORD);
        for (int codec = 5; codec <= 7; codec++) {
            assertThat(atOnce(QuickstartProcess.TOPIC, List.of(sent(codec, 1, Bomb.EMPTY_RECORD))))
                    .containsOnly(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
        }
    }

    @Test
    @Order(3)
    void attack191_whatIsCompressedAgainIsBoundedToo() throws Exception {
        byte[] giant = Bomb.giant(Bomb.GZIP, (56 << 20) - 1); // Within the budget, as one record or as eight million.
        byte[] swarm = Bomb.swarm(Bomb.GZIP, 56 << 20);
        byte[] usual = Bomb.giant(Bomb.GZIP, (14 << 20) - 1);

        assertThat(atOnce(PACKED, List.of(sent(Bomb.GZIP, 1, giant), sent(Bomb.GZIP, (56 << 20) / 7, swarm))))
                .containsOnly(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(atOnce(PACKED, List.of(sent(Bomb.GZIP, 1, usual)))).containsOnly(ErrorCode.NONE);
    }

    @Test
    @Order(4)
    void attack191_storedBombsCostALookupByTimeOrARecoveryLittle() throws Exception {
        canary.close();
        broker.stop();
        List<Long> times = plant(stored());

        broker.restart();
        canary = new Canary(broker.application());
        lookUp(times);
        canary.close();
        broker.kill();
        broker.restart(); // Every batch is checked.
        canary = new Canary(broker.application());
        lookUp(times);
    }

    private void lookUp(List<Long> times) throws Exception {
        TopicPartition partition = new TopicPartition(QuickstartProcess.TOPIC, 0);
        try (Admin admin = Admin.create(broker.administrator())) {
            long before = -1;
            for (long time : times) {
                long offset = admin.listOffsets(Map.of(partition, OffsetSpec.forTimestamp(time + 1)))
                        .partitionResult(partition)
                        .get()
                        .offset();
                assertThat(offset).as("time " + time).isGreaterThan(before);
                before = offset;
                canary.sings();
            }
        }
    }

    /** Behind what is in the partition; of each one the time that its header promises and no record has. */
    private List<Long> plant(List<Stored> bombs) throws IOException {
        Path log = log();
        long offset = nextOffset(Files.readAllBytes(log));
        long time = System.currentTimeMillis() + 3_600_000;
        List<Long> times = new ArrayList<>();
        try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            for (Stored bomb : bombs) {
                out.write(bomb.batch(offset++, time).array());
                times.add(time);
                time += 1_000;
            }
        }
        return times;
    }

    private interface Stored {
        /** Records have {@code time}, or none; the header tells of two milliseconds more. */
        ByteBuffer batch(long offset, long time);
    }

    private static List<Stored> stored() {
        List<Stored> bombs = new ArrayList<>();
        for (int codec : List.of(Bomb.GZIP, Bomb.ZSTD, Bomb.LZ4)) {
            long bytes = codec == Bomb.LZ4 ? 200 << 20 : GIB - (1 << 24);
            byte[] giant = Bomb.giant(codec, bytes);
            byte[] swarm = Bomb.swarm(codec, bytes);
            bombs.add((offset, time) -> Bomb.batch(codec, 1, giant, offset, time, time + 2));
            bombs.add((offset, time) -> Bomb.batch(codec, 1, swarm, offset, time, time + 2));
        }
        byte[] block = Bomb.snappyBlock(20 << 20);
        bombs.add((offset, time) -> Bomb.batch(Bomb.SNAPPY, 1, block, offset, time, time + 2));
        byte[] old = Bomb.stream(Bomb.GZIP, new byte[0], oldMessage(), GIB);
        bombs.add((offset, time) -> Bomb.wrapper(Bomb.GZIP, old, offset, time + 2));
        return bombs;
    }

    /** 28 bytes, so that a bomb's piece holds whole ones: offset, size, checksum, v1, plain, a time, and no more. */
    private static byte[] oldMessage() {
        return ByteBuffer.allocate(28)
                .putLong(0)
                .putInt(16)
                .putInt(0)
                .put((byte) 1)
                .put((byte) 0)
                .putLong(5)
                .array();
    }

    private Path log() throws IOException {
        try (Stream<Path> tree = Files.walk(broker.folder())) {
            return tree.filter(file -> file.getParent().endsWith(QuickstartProcess.TOPIC + "-0")
                            && file.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static long nextOffset(byte[] log) {
        ByteBuffer batches = ByteBuffer.wrap(log);
        long next = 0;
        for (int at = 0; at < log.length; at += 12 + batches.getInt(at + 8)) {
            next = batches.getLong(at) + batches.getInt(at + 23) + 1;
        }
        return next;
    }

    private static ByteBuffer sent(int codec, int count, byte[] records) {
        long now = System.currentTimeMillis();
        ByteBuffer batch = Bomb.batch(codec, count, records, 0, now, now);
        assertThat(batch.limit()).as("bytes, of which a topic takes a megabyte").isLessThan(1_048_588);
        return batch;
    }

    /** Sends each batch over several connections at the same time; all answers. */
    private List<ErrorCode> atOnce(String topic, List<ByteBuffer> batches) throws Exception {
        ExecutorService attackers = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Callable<List<ErrorCode>>> attacks = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                attacks.add(() -> send(topic, batches));
            }
            List<ErrorCode> answers = new ArrayList<>();
            for (Future<List<ErrorCode>> attack : attackers.invokeAll(attacks)) {
                answers.addAll(attack.get());
            }
            assertThat(answers).hasSize(CONNECTIONS * batches.size());
            return answers;
        } finally {
            attackers.shutdownNow();
        }
    }

    private List<ErrorCode> send(String topic, List<ByteBuffer> batches) throws IOException {
        List<ErrorCode> answers = new ArrayList<>();
        try (Socket socket = intruder.asAdministrator(new Socket())) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (ByteBuffer batch : batches) {
                socket.getOutputStream().write(request(topic, batch));
                byte[] answer = new byte[in.readInt()];
                in.readFully(answer);
                ByteBuffer body = ByteBuffer.wrap(answer).position(Integer.BYTES + 1); // Correlation id, no tags.
                ProduceResponseData response = new ProduceResponseData(new ByteBufferAccessor(body), VERSION);
                short code = response.responses()
                        .iterator()
                        .next()
                        .partitionResponses()
                        .get(0)
                        .errorCode();
                answers.add(Arrays.stream(ErrorCode.values())
                        .filter(error -> error.code() == code)
                        .findFirst()
                        .orElseThrow());
            }
        }
        return answers;
    }

    private static byte[] request(String topic, ByteBuffer batch) {
        ProduceRequestData request = new ProduceRequestData().setAcks((short) 1).setTimeoutMs(30_000);
        request.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setIndex(0)
                                .setRecords(MemoryRecords.readableRecords(batch.duplicate())))));
        ByteBuf frame =
                RequestEncoder.encode(ApiKey.PRODUCE, VERSION, 1, "bomber", request, UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }
}
