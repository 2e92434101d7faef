package io.gatehouse.broker.net;

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
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link PeerClient}, with at most one request under way. Whatever the peer sends that is not the
 * answer to it, in size, correlation id or shape, ends the connection (attack 4). Thread: its event loop.
 */
final class PeerConnection extends ChannelInboundHandlerAdapter {
    private final PeerClient client;
    private final boolean tls;
    private final PeerSettings settings;

    private @Nullable ChannelHandlerContext context;
    private PeerClient.@Nullable Call call;
    private @Nullable Future<?> timer;
    private int correlationId;
    private String reason = "connection closed";
    private boolean ready;

    PeerConnection(PeerClient client, boolean tls, PeerSettings settings) {
        this.client = client;
        this.tls = tls;
        this.settings = settings;
    }

    /**
     * Sizes are judged before anything is kept: a TLS alert (0x15030300) or an HTTP answer ({@code HTTP}) read as a size
     * is above every limit that fits an int's upper quarter.
     */
    static LengthFieldBasedFrameDecoder frames(PeerSettings settings) {
        return new LengthFieldBasedFrameDecoder(settings.frameBytesMax(), 0, Integer.BYTES, 0, Integer.BYTES, true);
    }

    boolean idle() {
        return call == null;
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
            ctx.executor().execute(client::onAnswered);
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
            ready(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                ready(ctx);
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
        PeerClient.Call lost = call;
        call = null;
        if (lost != null) {
            lost.fail(client.peer() + ": " + reason);
        }
        client.onLost(reason);
    }

    private void ready(ChannelHandlerContext ctx) {
        if (!ready) {
            ready = true;
            context = ctx;
            client.onReady(this);
        }
    }

    private void onFrame(ChannelHandlerContext ctx, ByteBuf frame) {
        PeerClient.Call asked = call;
        if (asked == null) {
            end(ctx, "an answer that nobody asked for");
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
        client.onAnswered();
    }

    private void end(ChannelHandlerContext ctx, String why) {
        if (ctx.channel().isActive()) {
            reason = why;
        }
        Closing.close(ctx.channel());
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
