package io.gatehouse.broker.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a peer may stay. A stranger has one absolute deadline from accept to authenticated, which nothing that it sends
 * moves (attacks 6, 7); then the idle time counts; and a peer that stops reading its answers is given up (attack 23).
 * Thread: the connection's event loop.
 */
final class PhaseDeadline extends ChannelInboundHandlerAdapter {
    /** A peer that takes not one byte for so long is gone; TCP itself would take a quarter of an hour to notice. */
    private static final Duration STALL_MAX = Duration.ofSeconds(30);

    private final Connection connection;
    private long lastActivity;
    private @Nullable Future<?> timer;
    private @Nullable Future<?> stallTimer;

    PhaseDeadline(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        lastActivity = nanos(ctx);
        timer = ctx.executor()
                .schedule(
                        () -> onDeadline(ctx),
                        connection.settings().authenticationDeadline().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastActivity = nanos(ctx);
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        lastActivity = nanos(ctx);
        if (!ctx.channel().isWritable() && stallTimer == null) {
            watchStall(ctx);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel(timer);
        cancel(stallTimer);
        ctx.fireChannelInactive();
    }

    private void onDeadline(ChannelHandlerContext ctx) {
        if (connection.stranger()) {
            connection.hangUp(connection.event("auth.deadline", "refused"));
        } else {
            watchIdle(ctx);
        }
    }

    private void watchIdle(ChannelHandlerContext ctx) {
        long idleMax = connection.settings().idleMax().toNanos();
        if (idleMax < 0) {
            return; // CONFORMANCE: a negative connections.max.idle.ms is none.
        }
        long left = idleMax - (nanos(ctx) - lastActivity);
        if (left <= 0 && connection.answers().inFlight() == 0) {
            connection.end(); // No incident: clients come back when they need us.
        } else {
            timer = ctx.executor().schedule(() -> watchIdle(ctx), left <= 0 ? idleMax : left, TimeUnit.NANOSECONDS);
        }
    }

    private void watchStall(ChannelHandlerContext ctx) {
        long pending = pending(ctx);
        stallTimer = ctx.executor()
                .schedule(
                        () -> {
                            stallTimer = null;
                            if (!ctx.channel().isWritable() && pending(ctx) == pending) {
                                connection.hangUp(connection.event("answers.not_read", "refused"));
                            } else if (!ctx.channel().isWritable()) {
                                watchStall(ctx);
                            }
                        },
                        STALL_MAX.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** A number that changes whenever the socket takes a byte. */
    private static long pending(ChannelHandlerContext ctx) {
        var outbound = ctx.channel().unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes() - outbound.currentProgress();
    }

    private static long nanos(ChannelHandlerContext ctx) {
        return ctx.channel().eventLoop().ticker().nanoTime();
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
