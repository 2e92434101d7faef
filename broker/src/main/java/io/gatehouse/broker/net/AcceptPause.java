package io.gatehouse.broker.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a door rest that cannot accept, for example because the process has no descriptor left: whoever knocks waits, nobody
 * is told more often than once a minute, and no processor spins (attack 27). Thread: the acceptor.
 */
final class AcceptPause extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(AcceptPause.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long TELL_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final String listener;
    private boolean told;
    private long toldAt;

    AcceptPause(String listener) {
        this.listener = listener;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            ctx.fireExceptionCaught(cause);
            return;
        }
        long now = ctx.channel().eventLoop().ticker().nanoTime();
        if (!told || now - toldAt >= TELL_EVERY_NANOS) {
            told = true;
            toldAt = now;
            LOGGER.atError()
                    .addKeyValue("listener", listener)
                    .addKeyValue("reason", cause.getMessage())
                    .log("no connection can be accepted; trying again every second");
        }
        if (ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(false);
            var unused = ctx.executor()
                    .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
