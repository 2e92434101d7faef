package io.gatehouse.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslProof;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.scram.ScramProof;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.broker.wire.ApiKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in to other brokers, against peers that misbehave (CONFORMANCE JAA-09, MEC-05, RAU rows as a client). */
@Timeout(60)
final class PeerLogInTest {
    private final NetThreads threads = new NetThreads(1);
    private final ExecutorService steps = Executors.newSingleThreadExecutor();
    private final ServerSocket server = ScriptedBroker.listen();

    PeerLogInTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
        threads.close();
        steps.shutdownNow();
    }

    /** Says one, expects two, says three, expects four. */
    private static final class Counting implements SaslProof {
        @Override
        public String mechanism() {
            return "COUNTING";
        }

        @Override
        public String user() {
            return "broker";
        }

        @Override
        public SaslClientExchange begin(String host) {
            return new SaslClientExchange() {
                private int said = 1;

                @Override
                public byte[] first() {
                    return new byte[] {1};
                }

                @Override
                public Optional<byte[]> next(byte[] token) throws FailedExchange {
                    if (token.length != 1 || token[0] != said + 1) {
                        throw new FailedExchange("it cannot count");
                    }
                    said += 2;
                    return said == 3 ? Optional.of(new byte[] {3}) : Optional.empty();
                }
            };
        }
    }

    private PeerClient client(SaslProof proof, Duration patience) {
        PeerSettings settings =
                new PeerSettings("test", Duration.ofSeconds(20), patience, Duration.ofMillis(1), 1 << 20);
        return PeerClients.plaintext(threads, settings)
                .loggingIn(new PeerProof(proof, steps, new Random(1)))
                .to("127.0.0.1", server.getLocalPort());
    }

    private PeerClient client() {
        return client(new Counting(), Duration.ofSeconds(20));
    }

    private static CompletionStage<ApiMessage> send(PeerClient to) {
        return to.send(
                ApiKey.HEARTBEAT,
                (short) 1,
                new HeartbeatRequestData().setGroupId("g").setMemberId("m"));
    }

    private static int result(CompletionStage<ApiMessage> stage) throws Exception {
        return ((HeartbeatResponseData) stage.toCompletableFuture().get(20, TimeUnit.SECONDS)).errorCode();
    }

    private static void fails(CompletionStage<ApiMessage> stage, String reason) {
        assertThatThrownBy(() -> result(stage))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(PeerFailure.class)
                .hasMessageContaining(reason);
    }

    private static void letIn(ScriptedBroker peer, long lifetimeMillis) throws IOException {
        assertThat(peer.handshake()).isEqualTo("COUNTING");
        peer.offer(0, "COUNTING", "PLAIN");
        assertThat(peer.token()).containsExactly(1);
        peer.challenge(new byte[] {2}, 0);
        assertThat(peer.token()).containsExactly(3);
        peer.challenge(new byte[] {4}, lifetimeMillis);
    }

    @Test
    void requestsWaitUntilTheLogInIsDone() throws Exception {
        try (PeerClient client = client()) {
            CompletionStage<ApiMessage> first = send(client);
            CompletionStage<ApiMessage> second = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                letIn(peer, 0);
                for (int error : new int[] {5, 6}) {
                    peer.heartbeat();
                    peer.beat(error);
                }

                assertThat(result(first)).isEqualTo(5);
                assertThat(result(second)).isEqualTo(6);
            }
        }
    }

    /** KIP-368: not while a request is under way, and without the next request getting lost. */
    @Test
    void theSessionIsRenewedOnTheSameConnectionBetweenTwoRequests() throws Exception {
        try (PeerClient client = client()) {
            CompletionStage<ApiMessage> first = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                letIn(peer, 1);
                CompletionStage<ApiMessage> second;
                peer.heartbeat();
                second = send(client);
                assertThat(peer.silentFor(1_300))
                        .as("while the request is under way")
                        .isTrue();
                peer.beat(5);
                letIn(peer, 0);
                peer.heartbeat();
                peer.beat(6);

                assertThat(result(first)).isEqualTo(5);
                assertThat(result(second)).isEqualTo(6);
            }
        }
    }

    @Test
    void anIdleConnectionRenewsItsSessionToo() throws Exception {
        try (PeerClient client = client()) {
            CompletionStage<ApiMessage> first = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                letIn(peer, 200);
                peer.heartbeat();
                peer.beat(5);
                assertThat(result(first)).isEqualTo(5);
                letIn(peer, 200);
                letIn(peer, 0);
            }
        }
    }

    @Test
    void aPeerWithOtherMechanismsIsNamedThem() throws Exception {
        try (PeerClient client = client()) {
            CompletionStage<ApiMessage> request = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                var unused = peer.handshake();
                peer.offer(33, "PLAIN", "evil\n");

                fails(request, "it offers [PLAIN, evil\\u000a] and not COUNTING");
                assertThat(peer.hungUp()).isTrue();
            }
        }
    }

    @Test
    void aRefusalSaysWhatTheOtherSideSaysAndTheNextRequestTriesAgain() throws Exception {
        try (PeerClient client = client()) {
            CompletionStage<ApiMessage> request = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                var unused = peer.handshake();
                peer.offer(0, "COUNTING");
                var unusedToken = peer.token();
                peer.refuse("Authentication failed (diagnostic id 7)\n");

                fails(request, "it says Authentication failed (diagnostic id 7)\\u000a (error 58)");
                assertThat(peer.hungUp()).isTrue();
            }
            CompletionStage<ApiMessage> next = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                letIn(peer, 0);
                peer.heartbeat();
                peer.beat(9);

                assertThat(result(next)).isEqualTo(9);
            }
        }
    }

    @Test
    void aPeerThatDoesNotProveItselfGetsNoRequest() throws Exception {
        try (PeerClient client = client()) {
            CompletionStage<ApiMessage> request = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                var unused = peer.handshake();
                peer.offer(0);
                var unusedToken = peer.token();
                peer.challenge(new byte[] {9}, 0);

                fails(request, "it cannot count");
                assertThat(peer.hungUp()).isTrue();
            }
        }
    }

    /** The exchange is not over because the server says that it is: SCRAM's server has to sign. */
    @Test
    void aServerThatSkipsItsSignatureGetsNoRequest() throws Exception {
        ScramProof proof = new ScramProof(ScramHash.SHA_512, "broker", Secret.ofText("hunter2"), new SecureRandom());
        try (PeerClient client = client(proof, Duration.ofSeconds(20))) {
            CompletionStage<ApiMessage> request = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                assertThat(peer.handshake()).isEqualTo("SCRAM-SHA-512");
                peer.offer(0);
                String first = new String(peer.token(), java.nio.charset.StandardCharsets.UTF_8);
                peer.challenge(first.replaceAll("^.*,r=", "r=") + "more,s=c2FsdA==,i=4096");
                assertThat(peer.token())
                        .asString(java.nio.charset.StandardCharsets.UTF_8)
                        .startsWith("c=biws,r=");
                peer.challenge("");

                fails(request, "");
                assertThat(peer.hungUp()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {70_000, 1 << 30})
    void tooLargeAnAnswerEndsTheConnection(int bytes) throws Exception {
        try (PeerClient client = client()) {
            CompletionStage<ApiMessage> request = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                var unused = peer.handshake();
                peer.offer(0);
                var unusedToken = peer.token();
                if (bytes < 100_000) {
                    sendAsFarAsItIsRead(peer, new byte[bytes]);
                } else {
                    peer.announce(bytes);
                }

                fails(request, "exceeds");
                assertThat(peer.hungUp()).isTrue();
            }
        }
    }

    /** Who is told the length may hang up before the rest has come. */
    private static void sendAsFarAsItIsRead(ScriptedBroker peer, byte[] challenge) throws IOException {
        try {
            peer.challenge(challenge, 0);
        } catch (SocketException e) {
            assertThat(e).hasMessageMatching("Broken pipe.*|Connection reset.*|.*abort.*");
        }
    }

    @Test
    void aPeerThatFallsSilentIsGivenUp() throws Exception {
        try (PeerClient client = client(new Counting(), Duration.ofMillis(300))) {
            CompletionStage<ApiMessage> request = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                var unused = peer.handshake();
                peer.offer(0);
                var unusedToken = peer.token();

                fails(request, "PT0.3S");
                assertThat(peer.hungUp()).isTrue();
            }
        }
    }

    @Test
    void aPeerWithWhichAnExchangeNeverEndsIsGivenUp() throws Exception {
        SaslProof endless = new SaslProof() {
            @Override
            public String mechanism() {
                return "ENDLESS";
            }

            @Override
            public String user() {
                return "broker";
            }

            @Override
            public SaslClientExchange begin(String host) {
                return new SaslClientExchange() {
                    @Override
                    public byte[] first() {
                        return new byte[1];
                    }

                    @Override
                    public Optional<byte[]> next(byte[] token) {
                        return Optional.of(token);
                    }
                };
            }
        };
        try (PeerClient client = client(endless, Duration.ofSeconds(20))) {
            CompletionStage<ApiMessage> request = send(client);
            try (ScriptedBroker peer = new ScriptedBroker(server)) {
                var unused = peer.handshake();
                peer.offer(0);
                for (int i = 0; i < 8; i++) {
                    peer.challenge(peer.token(), 0);
                }

                fails(request, "more than 8 rounds");
            }
        }
    }
}
