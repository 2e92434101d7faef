package io.gatehouse.broker.net;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.broker.api.ApiTable;
import io.gatehouse.broker.session.Doorkeeper;
import io.gatehouse.broker.session.Honeytokens;
import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.broker.session.LogInBackoff;
import io.gatehouse.broker.session.SessionRegistry;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestEncoder;
import io.gatehouse.broker.wire.ResponseDecoder;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.quotas.QuotaLedger;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

/** The real pipeline with a small table behind it, on channels whose time the test moves and whose memory it counts. */
final class TestGate {
    static final Duration DEADLINE = Duration.ofSeconds(10);

    final TestApis apis = new TestApis();
    final SessionRegistry sessions = new SessionRegistry();
    final QuotaLedger quotas = new QuotaLedger(11, Duration.ofSeconds(1));
    final ConnectionLimits limits = new ConnectionLimits(10_000, 10_000, java.util.Map.of(), 1_000, 1_000);
    final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
    final LogInBackoff backoff;
    final Pipeline pipeline;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private TestGate(ListenerProtocol protocol, ListenerPolicy policy) {
        this(protocol, policy, Runnable::run, unhurried());
    }

    private TestGate(ListenerProtocol protocol, ListenerPolicy policy, Executor waiting, LogInBackoff backoff) {
        this(protocol, policy, waiting, backoff, UnaryOperator.identity());
    }

    private TestGate(
            ListenerProtocol protocol,
            ListenerPolicy policy,
            Executor waiting,
            LogInBackoff backoff,
            UnaryOperator<NetServices> change) {
        this.backoff = backoff;
        pipeline = new Pipeline(
                ListenerSettings.defaults(policy.listener(), "127.0.0.1", 0, protocol),
                policy,
                Optional.empty(),
                change.apply(services(apis, sessions, backoff, quotas, limits, () -> now, waiting)));
    }

    static NetServices services(
            TestApis apis,
            SessionRegistry sessions,
            QuotaLedger quotas,
            ConnectionLimits limits,
            java.time.InstantSource clock) {
        return services(apis, sessions, quotas, limits, clock, Runnable::run);
    }

    static NetServices services(
            TestApis apis,
            SessionRegistry sessions,
            QuotaLedger quotas,
            ConnectionLimits limits,
            java.time.InstantSource clock,
            Executor waiting) {
        return services(apis, sessions, unhurried(), quotas, limits, clock, waiting);
    }

    private static NetServices services(
            TestApis apis,
            SessionRegistry sessions,
            LogInBackoff backoff,
            QuotaLedger quotas,
            ConnectionLimits limits,
            java.time.InstantSource clock,
            Executor waiting) {
        AtomicInteger ids = new AtomicInteger();
        return new NetServices(
                apis.table,
                apis.versions,
                new AclEngine(Set.of(), false, check -> {}),
                quotas,
                limits,
                sessions,
                backoff,
                new AuditTrail(),
                waiting,
                () -> "id-" + ids.incrementAndGet(),
                clock);
    }

    /** For those who are not about it. */
    private static LogInBackoff unhurried() {
        return new LogInBackoff(0, 0);
    }

    static TestGate sasl(LogInBackoff backoff) {
        return new TestGate(
                ListenerProtocol.SASL_PLAINTEXT,
                ListenerPolicy.sasl("SASL", List.of(new TestMechanism())),
                Runnable::run,
                backoff);
    }

    static TestGate sasl() {
        return new TestGate(ListenerProtocol.SASL_PLAINTEXT, ListenerPolicy.sasl("SASL", List.of(new TestMechanism())));
    }

    static TestGate sasl(Honeytokens honeytokens) {
        return new TestGate(
                ListenerProtocol.SASL_PLAINTEXT,
                ListenerPolicy.sasl("SASL", List.of(new TestMechanism())).without(honeytokens));
    }

    static TestGate sasl(Doorkeeper doorkeeper) {
        return new TestGate(
                ListenerProtocol.SASL_PLAINTEXT,
                ListenerPolicy.sasl("SASL", List.of(new TestMechanism())).with(doorkeeper));
    }

    /** Tokens are worked out by {@code waiting}. */
    static TestGate slow(Executor waiting) {
        return far(waiting, CompletableFuture.completedStage(null));
    }

    /** The same, and each answer waits for somebody far away. */
    static TestGate far(Executor waiting, CompletionStage<Void> there) {
        return new TestGate(
                ListenerProtocol.SASL_PLAINTEXT,
                ListenerPolicy.sasl("SASL", List.of(new SlowMechanism(new TestMechanism(), there))),
                waiting,
                unhurried());
    }

    static TestGate open() {
        return new TestGate(ListenerProtocol.PLAINTEXT, ListenerPolicy.certificate("OPEN", PrincipalMapping.DEFAULT));
    }

    /** The same with another table and other access rules. */
    static TestGate open(ApiTable table, AclEngine acls) {
        return new TestGate(
                ListenerProtocol.PLAINTEXT,
                ListenerPolicy.certificate("OPEN", PrincipalMapping.DEFAULT),
                Runnable::run,
                unhurried(),
                usual -> new NetServices(
                        table,
                        usual.versions(),
                        acls,
                        usual.quotas(),
                        usual.limits(),
                        usual.sessions(),
                        usual.backoff(),
                        usual.audit(),
                        usual.waiting(),
                        usual.ids(),
                        usual.clock()));
    }

    Peer connect() {
        return new Peer();
    }

    /** A request as a frame with its size in front. */
    static byte[] request(ApiKey key, int version, int correlationId, ApiMessage message) {
        ByteBuf frame = RequestEncoder.encode(
                key, (short) version, correlationId, "test", message, UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }

    static byte[] versions(int version, int correlationId) {
        ApiVersionsRequestData request = new ApiVersionsRequestData();
        if (version >= 3) {
            request.setClientSoftwareName("test").setClientSoftwareVersion("1");
        }
        return request(ApiKey.API_VERSIONS, version, correlationId, request);
    }

    static byte[] handshake(String mechanism, int version) {
        return request(ApiKey.SASL_HANDSHAKE, version, 2, new SaslHandshakeRequestData().setMechanism(mechanism));
    }

    static byte[] token(String token) {
        return request(
                ApiKey.SASL_AUTHENTICATE,
                2,
                3,
                new SaslAuthenticateRequestData()
                        .setAuthBytes(token.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** One connection. */
    final class Peer {
        final EmbeddedChannel channel = new EmbeddedChannel();
        private ByteBuf answers = Unpooled.buffer();

        private Peer() {
            channel.freezeTime();
            channel.config().setAllocator(memory);
            pipeline.accept(channel, InetAddress.getLoopbackAddress());
            channel.pipeline().fireChannelActive();
        }

        /** Sends all bytes in one segment. */
        Peer send(byte[]... parts) {
            byte[] all = join(parts);
            ByteBuf segment = memory.buffer(Math.max(all.length, 1)).writeBytes(all);
            if (channel.isOpen()) {
                channel.writeInbound(segment);
            } else {
                segment.release();
            }
            return this;
        }

        Peer login() {
            send(versions(3, 1), handshake("TEST", 1), token("ok"));
            drain();
            answers.clear();
            return this;
        }

        Peer after(Duration time) {
            now = now.plus(time);
            channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
            return this;
        }

        boolean open() {
            channel.runPendingTasks();
            return channel.isOpen();
        }

        /** Everything that was answered, frame by frame, without the sizes. */
        List<ByteBuf> frames() {
            drain();
            List<ByteBuf> frames = new ArrayList<>();
            while (answers.readableBytes() >= Integer.BYTES) {
                frames.add(Unpooled.copiedBuffer(answers.readSlice(answers.readInt())));
            }
            return frames;
        }

        /** The next answers' correlation ids. */
        List<Integer> correlationIds() {
            return frames().stream().map(ResponseDecoder::correlationId).toList();
        }

        /** The one answer that there is. */
        <M extends ApiMessage> M answer(ApiKey key, int version, Class<M> type) {
            List<ByteBuf> frames = frames();
            if (frames.size() != 1) {
                throw new AssertionError(frames.size() + " answers");
            }
            ResponseDecoder.correlationId(frames.get(0));
            return type.cast(ResponseDecoder.body(key, (short) version, frames.get(0)));
        }

        byte[] rawAnswers() {
            drain();
            byte[] all = ByteBufUtil.getBytes(answers);
            answers.clear();
            return all;
        }

        void close() {
            Closing.close(channel);
            channel.runPendingTasks();
            drain();
        }

        private void drain() {
            channel.runPendingTasks();
            for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
                answers.writeBytes(part);
                part.release();
            }
        }
    }
}
