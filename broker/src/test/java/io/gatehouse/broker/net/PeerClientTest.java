package io.gatehouse.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.wire.ApiKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our side of requests between brokers, against peers that misbehave. */
@Timeout(60)
final class PeerClientTest {
    private static final short VERSION = 1; // Not flexible: an answer is correlation id, throttle time, error code.

    private final NetThreads threads = new NetThreads(1);
    private final ServerSocket server = bind();
    private final PeerClient client = client(Duration.ofSeconds(20));

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        threads.close();
    }

    @Test
    void requestsAreSentInOrderEachAfterTheAnswerToTheOneBefore() throws Exception {
        List<CompletionStage<ApiMessage>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(send(client));
        }

        try (Socket peer = server.accept()) {
            for (int i = 0; i < 20; i++) {
                int correlationId = readRequest(peer);
                assertThat(peer.getInputStream().available()).isZero();
                answer(peer, correlationId, (short) i);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(((HeartbeatResponseData) result(answers.get(i))).errorCode())
                        .isEqualTo((short) i);
            }
        }
    }

    @Test
    void anAnswerToAnotherRequestEndsTheConnection() throws Exception {
        CompletionStage<ApiMessage> pending = send(client);

        try (Socket peer = server.accept()) {
            answer(peer, readRequest(peer) + 1, (short) 0);

            fails(pending, "correlation id");
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void attack4_aTlsAlertIsNotALength() throws Exception {
        CompletionStage<ApiMessage> pending = send(client);

        try (Socket peer = server.accept()) {
            peer.getOutputStream().write(new byte[] {0x15, 3, 3, 0, 2, 2, 40});

            fails(pending, "exceeds");
        }
    }

    @Test
    void attack4_anHttpAnswerIsNotALength() throws Exception {
        CompletionStage<ApiMessage> pending = send(client);

        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            fails(pending, "exceeds");
        }
    }

    @Test
    void aNegativeOrShortAnswerEndsTheConnection() throws Exception {
        CompletionStage<ApiMessage> first = send(client);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write(new byte[] {-1, -1, -1, -1, 0, 0});
            fails(first, "");
        }
        CompletionStage<ApiMessage> second = send(client);
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write(new byte[] {0, 0, 0, 2, 0, 0});
            fails(second, "");
        }
    }

    @Test
    void aPeerThatDoesNotAnswerIsGivenUpAndAskedAnewByTheNextRequest() throws Exception {
        try (PeerClient impatient = client(Duration.ofMillis(200))) {
            CompletionStage<ApiMessage> first = send(impatient);
            try (Socket silent = server.accept()) {
                fails(first, "no answer within");
                assertThat(readRequest(silent)).isEqualTo(1);
            }
        }
        CompletionStage<ApiMessage> next = send(client);
        try (Socket peer = server.accept()) {
            answer(peer, readRequest(peer), (short) 7);

            assertThat(((HeartbeatResponseData) result(next)).errorCode()).isEqualTo((short) 7);
        }
    }

    @Test
    void aConnectionThatBreaksIsMadeAgain() throws Exception {
        CompletionStage<ApiMessage> lost = send(client);
        try (Socket peer = server.accept()) {
            readRequest(peer);
        }
        fails(lost, "");

        CompletionStage<ApiMessage> next = send(client);
        try (Socket peer = server.accept()) {
            answer(peer, readRequest(peer), (short) 0);

            assertThat(result(next)).isInstanceOf(HeartbeatResponseData.class);
        }
    }

    @Test
    void whereNobodyListensRequestsFailAndDoNotWaitForEver() throws Exception {
        int port = server.getLocalPort();
        server.close();
        try (PeerClient nobody =
                PeerClients.plaintext(threads, settings(Duration.ofSeconds(5))).to("127.0.0.1", port)) {
            fails(send(nobody), "cannot be reached");
        }
    }

    @Test
    void closingFailsWhatIsPending() throws Exception {
        CompletionStage<ApiMessage> underWay = send(client);
        try (Socket peer = server.accept()) {
            readRequest(peer);
            CompletionStage<ApiMessage> waiting = send(client);
            client.close();

            fails(underWay, "");
            fails(waiting, "closed");
            fails(send(client), "closed");
        }
    }

    private static CompletionStage<ApiMessage> send(PeerClient to) {
        return to.send(
                ApiKey.HEARTBEAT,
                VERSION,
                new HeartbeatRequestData().setGroupId("g").setMemberId("m"));
    }

    private PeerClient client(Duration timeout) {
        return PeerClients.plaintext(threads, settings(timeout)).to("127.0.0.1", server.getLocalPort());
    }

    private static PeerSettings settings(Duration timeout) {
        return new PeerSettings("test", Duration.ofSeconds(20), timeout, Duration.ofMillis(10), 1 << 20);
    }

    private static ServerSocket bind() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int readRequest(Socket peer) throws IOException {
        DataInputStream in = new DataInputStream(peer.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return java.nio.ByteBuffer.wrap(frame).getInt(4);
    }

    private static void answer(Socket peer, int correlationId, short error) throws IOException {
        DataOutputStream out = new DataOutputStream(peer.getOutputStream());
        out.writeInt(10);
        out.writeInt(correlationId);
        out.writeInt(0);
        out.writeShort(error);
        out.flush();
    }

    private static ApiMessage result(CompletionStage<ApiMessage> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void fails(CompletionStage<ApiMessage> stage, String reason) {
        assertThatThrownBy(() -> result(stage))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(PeerFailure.class)
                .hasMessageContaining(reason);
    }
}
