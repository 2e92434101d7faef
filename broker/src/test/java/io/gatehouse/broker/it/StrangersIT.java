package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Group A of the attack corpus, and of group B what needs a crowd, against a real process with little memory: 192 MiB of heap, 64 MiB of direct buffers, and
 * an end at the first OutOfMemoryError. What each attack is answered with is tested in {@code broker.net}; here it is that
 * the process, its memory, its descriptors and its other client do not notice. {@code -Dgatehouse.attack.scale=N} does
 * everything N times as often.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StrangersIT {
    private static final int SCALE = Integer.getInteger("gatehouse.attack.scale", 1);
    private static final List<String> TIGHT = List.of(
            "-Xmx192m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dio.netty.leakDetection.level=paranoid");
    /** Heap, direct buffers, and what a JVM takes besides. */
    private static final long RESIDENT_MAX_KIB = 480 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Descriptors that come and go by themselves: log segments, connections of ZooKeeper. */
    private static final int DESCRIPTORS_SLACK = 8;

    private static final int THREADS_SLACK = 6;
    private static final byte[] HUGE = {0x7f, -1, -1, -1};

    private QuickstartProcess broker;
    private Intruder intruder;
    private Canary canary;
    private Vitals before;

    @BeforeAll
    void start(@TempDir Path temporary) {
        broker = QuickstartProcess.start(temporary.resolve("quickstart"), List.of(), TIGHT);
        intruder = new Intruder(broker);
        canary = new Canary(broker.application());
        canary.sings();
        before = Vitals.of(broker.pid());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        canary.sings();
        assertThat(broker.alive()).isTrue();
        await("descriptors are given back", () -> vitals().descriptors() <= before.descriptors() + DESCRIPTORS_SLACK);
        await("threads are given back", () -> vitals().threads() <= before.threads() + THREADS_SLACK);
        assertThat(vitals().residentKib()).isLessThan(RESIDENT_MAX_KIB);
        assertThat(broker.log().lines())
                .noneMatch(line -> line.contains("LEAK:") || line.startsWith("\tat ") || line.contains("OutOfMemory"));
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
    void attack1_hugeSizesBehindTlsCostNothing() throws Exception {
        try (Sockets sockets = new Sockets()) {
            for (int i = 0; i < 100 * SCALE; i++) {
                sockets.add(intruder.behindTls()).getOutputStream().write(HUGE);
            }
            sockets.allClosedByPeer();
        }
        assertThat(broker.log()).contains("frame.too_large");
    }

    @Test
    void attacks2to5_whatIsNotTlsOrNotKafkaIsClosed() throws Exception {
        List<byte[]> greetings = List.of(
                HUGE,
                new byte[] {-1, -1, -1, -1},
                new byte[4],
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                "SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII),
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n".getBytes(StandardCharsets.US_ASCII),
                versions(1));
        try (Sockets sockets = new Sockets()) {
            for (byte[] greeting : greetings) {
                if (greeting.length > 4) { // Four bytes may still become a TLS record.
                    sockets.add(intruder.bare("127.0.0.1")).getOutputStream().write(greeting);
                }
                if (greeting != greetings.get(greetings.size() - 1)) { // The last is what a client says.
                    sockets.add(intruder.behindTls()).getOutputStream().write(greeting);
                }
            }
            sockets.allClosedByPeer();
        }
        assertThat(broker.log()).contains("tls.not_tls", "frame.negative_size", "frame.too_short");
    }

    @Test
    void attacks6and7_whoIsSlowOrSilentEndsAtOneDeadline() throws Exception {
        try (Sockets sockets = new Sockets()) {
            for (int i = 0; i < 40; i++) {
                sockets.add(intruder.bare("127.0.0.2"));
                sockets.add(intruder.bare("127.0.0.3"));
                sockets.add(intruder.behindTls());
            }
            byte[] hello = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03};
            byte[] request = versions(2);
            for (int drop = 0; drop < hello.length; drop++) {
                sockets.dripEach(hello[drop], 0, 3);
                sockets.dripEach(request[drop], 2, 3);
                TimeUnit.MILLISECONDS.sleep(900); // The pace of the attack, not a wait for anything.
            }
            canary.sings();
            sockets.allClosedByPeer();
        }
        assertThat(broker.log()).contains("auth.deadline");
    }

    @Test
    void attack9_strangersMemoryIsBoundedInSumHoweverMuchTheySend() throws Exception {
        byte[] most = new byte[400_000];
        System.arraycopy(ByteBuffer.allocate(4).putInt(500_000).array(), 0, most, 0, 4);
        System.arraycopy(saslAuthenticateHead(), 0, most, 4, 8);
        try (Sockets sockets = new Sockets()) {
            for (int i = 0; i < 200 * SCALE; i++) { // Eighty million bytes: more than all direct memory.
                sockets.offer(intruder.behindTls(), most);
            }
            assertThat(sockets.closedByPeer()).as("the oldest had to go").isPositive();
            canary.sings();
        }
    }

    @Test
    void attack13_millionsOfTinyElementsAreRefusedNotBuilt() throws Exception {
        for (ApiKey key :
                List.of(ApiKey.METADATA, ApiKey.DELETE_TOPICS, ApiKey.DESCRIBE_GROUPS, ApiKey.CREATE_TOPICS)) {
            int elements = 4_000_000;
            ByteBuffer frame = ByteBuffer.allocate(4 + 10 + 4 + 2 * elements);
            short version = (short) (key == ApiKey.CREATE_TOPICS ? 2 : 1);
            frame.putInt(frame.capacity() - 4)
                    .putShort(key.id())
                    .putShort(version)
                    .putInt(1)
                    .putShort((short) -1);
            frame.putInt(elements);
            try (Sockets sockets = new Sockets()) {
                sockets.offer(intruder.asAdministrator(new Socket()), frame.array());
                sockets.allClosedByPeer();
            }
            canary.sings();
        }
    }

    @Test
    void attack18_aStrangerGetsFewAnswers() throws Exception {
        byte[] question = versions(3);
        byte[] many = new byte[question.length * 10_000];
        for (int i = 0; i < 10_000; i++) {
            System.arraycopy(question, 0, many, i * question.length, question.length);
        }
        try (Sockets sockets = new Sockets()) {
            for (int i = 0; i < 10 * SCALE; i++) {
                sockets.offer(intruder.behindTls(), many);
            }
            sockets.allClosedByPeer();
        }
    }

    @Test
    void attack23_whoReadsNoAnswersIsNotServedOn() throws Exception {
        byte[] question =
                request(ApiKey.METADATA, 1, new MetadataRequestData().setTopics(null)); // Every topic there is.
        byte[] many = new byte[question.length * 10_000];
        for (int i = 0; i < 10_000; i++) {
            System.arraycopy(question, 0, many, i * question.length, question.length);
        }
        List<Thread> writers = new ArrayList<>();
        try (Sockets sockets = new Sockets()) {
            for (int i = 0; i < 20 * SCALE; i++) {
                Socket deaf = new Socket();
                deaf.setReceiveBufferSize(1024);
                Socket secure = sockets.add(intruder.asAdministrator(deaf));
                Thread writer = new Thread(() -> Sockets.write(secure, many), "deaf-" + i);
                writer.start();
                writers.add(writer);
            }
            for (int i = 0; i < 10; i++) {
                canary.sings();
            }
            assertThat(vitals().residentKib()).isLessThan(RESIDENT_MAX_KIB);
        }
        for (Thread writer : writers) {
            writer.join();
        }
    }

    @Test
    void attack25_aStormOfConnectionsFromManyAddressesPasses() throws Exception {
        List<Thread> storm = new ArrayList<>();
        AtomicInteger knocks = new AtomicInteger();
        for (int i = 0;
                i < 20;
                i++) { // Many, because a connection that finds the queue full tries again after a second.
            String from = "127.0.0." + (2 + i);
            Thread gust = new Thread(
                    () -> {
                        for (int n = 0; n < 150 * SCALE; n++) {
                            knock(from);
                            knocks.incrementAndGet();
                        }
                    },
                    "storm-" + i);
            gust.start();
            storm.add(gust);
        }
        while (knocks.get() < 20 * 150 * SCALE) {
            canary.sings();
        }
        for (Thread gust : storm) {
            gust.join();
        }
    }

    private void knock(String from) {
        try {
            intruder.bare(from).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void attack26_moreStrangersThanOneAddressMayHaveAreTurnedAway() throws Exception {
        try (Sockets sockets = new Sockets()) {
            for (int i = 0; i < 300; i++) {
                sockets.add(intruder.bare("127.0.0.9"));
            }
            await("some are closed at once", () -> sockets.closedByPeer() >= 300 - 256);
            canary.sings();
        }
        assertThat(broker.log()).contains("connection.limit");
    }

    @Test
    void attack49_handshakesThatAreAbandonedAfterOurHelloHurtNobody() throws Exception {
        byte[] hello = intruder.hello();
        try (Sockets sockets = new Sockets()) {
            for (int i = 0; i < 200 * SCALE; i++) {
                Socket stranger = sockets.add(intruder.bare("127.0.0." + (2 + i % 20)));
                stranger.getOutputStream().write(hello);
                assertThat(stranger.getInputStream().read())
                        .as("our ServerHello")
                        .isEqualTo(0x16);
            }
            for (int i = 0; i < 10; i++) {
                canary.sings();
            }
        }
    }

    @Test
    void attack30_connectionsThatGoWithRequestsUnderWayLeaveNothing() throws Exception {
        byte[] poll = request(
                ApiKey.FETCH,
                4,
                new FetchRequestData()
                        .setMaxWaitMs(60_000)
                        .setMinBytes(1 << 20)
                        .setMaxBytes(1 << 20)
                        .setTopics(List.of(new FetchTopic()
                                .setTopic(QuickstartProcess.TOPIC)
                                .setPartitions(List.of(new FetchPartition().setPartitionMaxBytes(1 << 20))))));
        for (int i = 0; i < 300 * SCALE; i++) {
            Socket socket = new Socket();
            Socket secure = intruder.asAdministrator(socket);
            secure.getOutputStream().write(poll);
            socket.setSoLinger(true, 0); // RST.
            socket.close();
        }
    }

    private Vitals vitals() {
        return Vitals.of(broker.pid());
    }

    private static byte[] versions(int correlationId) {
        byte[] request = request(ApiKey.API_VERSIONS, 0, new ApiVersionsRequestData());
        return ByteBuffer.wrap(request).putInt(8, correlationId).array();
    }

    /** SaslAuthenticate, version 1, correlation id 1: the first eight bytes of its header. */
    private static byte[] saslAuthenticateHead() {
        return ByteBuffer.allocate(8)
                .putShort(ApiKey.SASL_AUTHENTICATE.id())
                .putShort((short) 1)
                .putInt(1)
                .array();
    }

    private static byte[] request(ApiKey key, int version, ApiMessage message) {
        ByteBuf frame =
                RequestEncoder.encode(key, (short) version, 1, "intruder", message, UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }

    static void await(String what, Condition condition) {
        Instant end = Instant.now().plus(PATIENCE);
        try {
            while (!condition.holds()) {
                assertThat(Instant.now()).as(what).isBefore(end);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(what, e);
        }
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /** Connections of one attack, closed at its end. */
    private static final class Sockets implements AutoCloseable {
        private final List<Socket> all = new ArrayList<>();

        Socket add(Socket socket) {
            all.add(socket);
            return socket;
        }

        /** Writes as much as the peer takes. */
        void offer(Socket socket, byte[] bytes) {
            write(add(socket), bytes);
        }

        static void write(Socket socket, byte[] bytes) {
            try {
                for (int at = 0; at < bytes.length; at += 16_384) {
                    socket.getOutputStream().write(bytes, at, Math.min(16_384, bytes.length - at));
                }
            } catch (IOException e) {
                return; // Closed by the peer, or by the end of the test.
            }
        }

        void dripEach(byte drop, int first, int step) {
            for (int i = first; i < all.size(); i += step) {
                write(all.get(i), new byte[] {drop});
            }
        }

        void allClosedByPeer() {
            await("every connection is closed by the broker", () -> closedByPeer() == all.size());
        }

        int closedByPeer() {
            int closed = 0;
            for (Socket socket : all) {
                closed += ended(socket) ? 1 : 0;
            }
            return closed;
        }

        private static boolean ended(Socket socket) {
            try {
                socket.setSoTimeout(1);
                InputStream in = socket.getInputStream();
                byte[] answers = new byte[64 * 1024];
                int read;
                do {
                    read = in.read(answers);
                } while (read > 0);
                return read < 0;
            } catch (java.net.SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : all) {
                socket.close();
            }
        }
    }
}
