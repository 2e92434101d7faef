package io.gatehouse.broker.net;

import io.gatehouse.auth.sasl.SaslProof;
import io.gatehouse.broker.wire.ApiKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests from this broker to one other, in order and one at a time: the next is sent when the one before is answered, so
 * that the controller's orders are obeyed in the order in which they were given. Connects with the first request, and again
 * after a failure once the back-off is over; a request that was under way when the connection failed is not repeated,
 * since nobody knows whether it was obeyed.
 *
 * <p>Thread: any; the state belongs to the event loop.
 */
public final class PeerClient implements AutoCloseable {
    /** More waiting means that the peer is gone and the caller has not noticed. */
    private static final int WAITING_MAX = 1000;

    /** Who is refused comes again more and more slowly: each attempt costs the peer work and a line in its log. */
    private static final int PAUSES_MAX = 6;

    private static final Logger LOGGER = LoggerFactory.getLogger(PeerClient.class);

    private final String host;
    private final int port;
    private final Optional<ClientTls> tls;
    private final Optional<PeerProof> proof;
    private final EventLoop loop;
    private final PeerSettings settings;
    private final Deque<Call> waiting = new ArrayDeque<>();

    private @Nullable Channel channel;
    private @Nullable PeerConnection connection;
    private boolean connecting;
    private boolean closed;

    /** How often in a row the peer has not let us in. */
    private int refusals;

    PeerClient(
            String host,
            int port,
            Optional<ClientTls> tls,
            Optional<PeerProof> proof,
            EventLoop loop,
            PeerSettings settings) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.proof = proof;
        this.loop = loop;
        this.settings = settings;
    }

    /** One request and who waits for its answer. */
    record Call(ApiKey key, short version, ApiMessage request, CompletableFuture<ApiMessage> answer) {
        void fail(String reason) {
            answer.completeExceptionally(new PeerFailure(reason));
        }
    }

    /**
     * Sends a request once those before it are answered. The stage fails with {@link PeerFailure} if there is no answer;
     * byte buffers in the answer are its own. It completes on the client's event loop, where nothing may block.
     */
    public CompletionStage<ApiMessage> send(ApiKey key, short version, ApiMessage request) {
        Call call = new Call(key, version, request, new CompletableFuture<>());
        try {
            loop.execute(() -> enqueue(call));
        } catch (RejectedExecutionException e) {
            call.fail("the event loop has stopped");
        }
        return call.answer;
    }

    /** Ends the connection; pending requests fail. */
    @Override
    public void close() {
        try {
            loop.execute(this::closeNow);
        } catch (RejectedExecutionException e) {
            // The loop has stopped, and the connection with it.
        }
    }

    private void enqueue(Call call) {
        if (closed) {
            call.fail("the client is closed");
        } else if (waiting.size() >= WAITING_MAX) {
            call.fail(WAITING_MAX + " requests are waiting for " + peer());
        } else {
            waiting.add(call);
            next();
        }
    }

    private void next() {
        PeerConnection ready = connection;
        if (waiting.isEmpty() || connecting || closed) {
            return;
        }
        if (ready == null) {
            connect();
        } else if (ready.idle()) {
            ready.send(waiting.remove());
        }
    }

    private void connect() {
        connecting = true;
        ChannelFuture attempt = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel fresh) {
                        tls.ifPresent(stage -> fresh.pipeline().addLast(stage.handler(fresh.alloc(), host, port)));
                        PeerConnection made = new PeerConnection(PeerClient.this, tls.isPresent(), proof, settings);
                        fresh.pipeline().addLast(made.firstFrames()).addLast(made);
                    }
                })
                .connect(host, port);
        channel = attempt.channel();
        attempt.addListener(done -> {
            if (!done.isSuccess()) {
                onLost(String.valueOf(done.cause().getMessage()));
            }
        });
    }

    /** TCP and TLS stand, and the peer lets this broker in. Thread: event loop. */
    void onReady(PeerConnection ready) {
        if (refusals > 0) {
            refusals = 0;
            LOGGER.atInfo().addKeyValue("peer", peer()).log("another broker lets this one in again");
        }
        connecting = false;
        connection = ready;
        next();
    }

    /** The peer does not let this broker in, or is not believed; the connection is about to end. Thread: event loop. */
    void onRefused(LogInRefused refusal) {
        if (refusals == 0 && !closed) {
            SaslProof mine = proof.orElseThrow().proof();
            LOGGER.atError()
                    .addKeyValue("peer", peer())
                    .addKeyValue("mechanism", mine.mechanism())
                    .addKeyValue("user", mine.user())
                    .addKeyValue("reason", refusal.reason())
                    .addKeyValue("expected", refusal.advice())
                    .log("this broker cannot log in to another");
        }
        refusals = Math.min(refusals + 1, PAUSES_MAX);
    }

    /** The answer has come. Thread: event loop. */
    void onAnswered() {
        next();
    }

    /** The connection could not be made or has ended. Thread: event loop. */
    void onLost(String reason) {
        boolean never = connecting;
        connecting = false;
        connection = null;
        channel = null;
        if (closed) {
            return;
        }
        if (never || refusals > 0) {
            failWaiting(peer()
                    + (refusals > 0 ? " and this broker do not believe each other: " : " cannot be reached: ")
                    + reason);
        }
        // Until the back-off is over everything waits; then the next request, if there is one, connects.
        connecting = true;
        var unused = loop.schedule(
                () -> {
                    connecting = false;
                    next();
                },
                settings.backoff().toMillis() << refusals,
                TimeUnit.MILLISECONDS);
    }

    private void closeNow() {
        closed = true;
        Channel open = channel;
        if (open != null) {
            Closing.close(open);
        }
        failWaiting("the client is closed");
    }

    private void failWaiting(String reason) {
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            call.fail(reason);
        }
    }

    String host() {
        return host;
    }

    String peer() {
        return host + ":" + port;
    }
}
