package io.gatehouse.broker.net;

import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.MalformedFrame;
import io.gatehouse.broker.wire.RequestEncoder;
import io.gatehouse.broker.wire.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link PeerClient}, with at most one request under way. Whatever the peer sends that is not the
 * answer to it, in size, correlation id or shape, ends the connection (attack 4). Where there is something to log in by, it is
 * ready when that has been done, and does it again before its session is over, between two requests. Thread: its event loop.
 */
final class PeerConnection extends ChannelInboundHandlerAdapter {
    /** Much more than any mechanism says to a client; what comes before the peer has proved itself is small. */
    private static final int LOG_IN_BYTES_MAX = 64 * 1024;

    /** KIP-368: a session is renewed when between 85 and 95 % of its time is over. */
    private static final double RENEWAL_FROM = 0.85;

    private static final double RENEWAL_WITHIN = 0.10;

    /** Servers refuse a second log-in within a second of the one before, and take it even after the session's end. */
    private static final long RENEWAL_MILLIS_MIN = 1_100;

    private final PeerClient client;
    private final boolean tls;
    private final Optional<PeerProof> proof;
    private final PeerSettings settings;

    private @Nullable ChannelHandlerContext context;
    private PeerClient.@Nullable Call call;
    private @Nullable Future<?> timer;
    private int correlationId;
    private String reason = "connection closed";
    private boolean ready;
    private boolean loggingIn;
    private boolean renewalDue;
    private @Nullable Future<?> logInTimer;

    PeerConnection(PeerClient client, boolean tls, Optional<PeerProof> proof, PeerSettings settings) {
        this.client = client;
        this.tls = tls;
        this.proof = proof;
        this.settings = settings;
    }

    /**
     * Sizes are judged before anything is kept: a TLS alert (0x15030300) or an HTTP answer ({@code HTTP}) read as a size
     * is above every limit that fits an int's upper quarter.
     */
    LengthFieldBasedFrameDecoder firstFrames() {
        return frames(proof.isPresent() ? LOG_IN_BYTES_MAX : settings.frameBytesMax());
    }

    private static LengthFieldBasedFrameDecoder frames(int bytesMax) {
        return new LengthFieldBasedFrameDecoder(bytesMax, 0, Integer.BYTES, 0, Integer.BYTES, true);
    }

    boolean idle() {
        return call == null && !loggingIn;
    }

    void send(PeerClient.Call next) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not connected to " + client.peer());
        }
        call = next;
        correlationId++;
        ByteBuf frame;
        try {
            frame = RequestEncoder.encode(
                    next.key(), next.version(), correlationId, settings.clientId(), next.request(), ctx.alloc());
        } catch (RuntimeException e) {
            call = null;
            next.answer().completeExceptionally(e);
            ctx.executor().execute(() -> next(ctx));
            return;
        }
        timer = ctx.executor()
                .schedule(
                        () -> end(ctx, "no answer within " + settings.requestTimeout()),
                        settings.requestTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        ctx.writeAndFlush(frame).addListener(written -> {
            if (!written.isSuccess()) {
                end(ctx, String.valueOf(written.cause().getMessage()));
            }
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!tls) {
            connected(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                connected(ctx);
            } else {
                end(ctx, "TLS: " + LastResort.text(handshake.cause()));
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf frame = (ByteBuf) message;
        try {
            onFrame(ctx, frame);
        } finally {
            frame.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(ctx, LastResort.text(cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimer();
        stopLogInTimer();
        PeerClient.Call lost = call;
        call = null;
        if (lost != null) {
            lost.fail(client.peer() + ": " + reason);
        }
        client.onLost(reason);
    }

    private void connected(ChannelHandlerContext ctx) {
        if (context == null) {
            context = ctx;
            if (proof.isPresent()) {
                logIn(ctx, proof.get());
            } else {
                ready();
            }
        }
    }

    private void ready() {
        ready = true;
        client.onReady(this);
    }

    private void logIn(ChannelHandlerContext ctx, PeerProof by) {
        loggingIn = true;
        renewalDue = false;
        logInTimer = ctx.executor()
                .schedule(
                        () -> end(ctx, "the log-in took longer than " + settings.requestTimeout()),
                        settings.requestTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        new PeerLogIn(by, client.host(), this::ask, ctx.executor()).run().whenComplete((lifetime, failure) -> {
            if (failure == null) {
                loggedIn(ctx, by, lifetime);
            } else {
                notLoggedIn(ctx, failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
    }

    private CompletionStage<ApiMessage> ask(ApiKey key, short version, ApiMessage request) {
        PeerClient.Call own = new PeerClient.Call(key, version, request, new CompletableFuture<>());
        send(own);
        return own.answer();
    }

    private void loggedIn(ChannelHandlerContext ctx, PeerProof by, Duration lifetime) {
        stopLogInTimer();
        loggingIn = false;
        if (!ctx.channel().isActive()) {
            return;
        }
        if (!lifetime.isZero()) {
            double share = RENEWAL_FROM + RENEWAL_WITHIN * by.random().nextDouble();
            logInTimer = ctx.executor()
                    .schedule(
                            () -> renew(ctx),
                            Math.max(RENEWAL_MILLIS_MIN, (long) (lifetime.toMillis() * share)),
                            TimeUnit.MILLISECONDS);
        }
        if (ready) {
            client.onAnswered();
        } else {
            ctx.pipeline().replace(LengthFieldBasedFrameDecoder.class, "frames", frames(settings.frameBytesMax()));
            ready();
        }
    }

    private void renew(ChannelHandlerContext ctx) {
        renewalDue = true;
        if (idle()) {
            next(ctx);
        }
    }

    private void notLoggedIn(ChannelHandlerContext ctx, @Nullable Throwable failure) {
        if (!ctx.channel().isActive()) {
            return; // Why it ended is known.
        }
        if (failure instanceof LogInRefused refused) {
            client.onRefused(refused);
            end(ctx, refused.reason());
        } else {
            end(ctx, "the log-in failed: " + failure);
        }
    }

    /** One request is over. */
    private void next(ChannelHandlerContext ctx) {
        if (renewalDue && proof.isPresent() && ctx.channel().isActive()) {
            logIn(ctx, proof.get());
        } else if (!loggingIn) {
            client.onAnswered();
        }
    }

    private void onFrame(ChannelHandlerContext ctx, ByteBuf frame) {
        PeerClient.Call asked = call;
        if (asked == null) {
            end(ctx, "an answer that nobody asked for");
            return;
        }
        if (loggingIn && frame.readableBytes() > LOG_IN_BYTES_MAX) {
            end(ctx, "an answer of " + frame.readableBytes() + " bytes to a log-in");
            return;
        }
        int answered = ResponseDecoder.correlationId(frame);
        if (answered != correlationId) {
            end(ctx, "correlation id " + answered + " (expected: " + correlationId + ")");
            return;
        }
        ApiMessage answer;
        try {
            // Decoded from a copy, so that byte buffers in the answer outlive the frame.
            answer = ResponseDecoder.body(asked.key(), asked.version(), Unpooled.copiedBuffer(frame));
        } catch (MalformedFrame e) {
            end(ctx, LastResort.text(e));
            return;
        }
        stopTimer();
        call = null;
        asked.answer().complete(answer);
        next(ctx);
    }

    private void end(ChannelHandlerContext ctx, String why) {
        if (ctx.channel().isActive()) {
            reason = why;
        }
        Closing.close(ctx.channel());
    }

    private void stopLogInTimer() {
        if (logInTimer != null) {
            logInTimer.cancel(false);
            logInTimer = null;
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
