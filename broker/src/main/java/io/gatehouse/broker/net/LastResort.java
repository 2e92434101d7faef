package io.gatehouse.broker.net;

import io.gatehouse.broker.wire.MalformedFrame;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything ends that no other stage dealt with: one line, and the connection closes. A peer's fault has no stack
 * trace; ours has. Thread: the connection's event loop.
 */
final class LastResort extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(LastResort.class);

    private final Connection connection;

    LastResort(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        throw new IllegalStateException("a message reached the end of the pipeline");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof FrameRefused refused) {
            connection.hangUp(connection.event(refused.event(), "refused").with("reason", text(refused)));
        } else if (cause instanceof MalformedFrame malformed) {
            connection.hangUp(connection.event("frame.malformed", "refused").with("reason", text(malformed)));
        } else if (tls(cause)) {
            connection.hangUp(connection.event("tls.failed", "refused").with("reason", TlsWords.of(text(cause))));
        } else if (cause instanceof IOException) {
            LOGGER.atDebug()
                    .addKeyValue("peer", connection.host())
                    .addKeyValue("reason", text(cause))
                    .log("connection lost");
            connection.end();
        } else {
            LOGGER.atError()
                    .addKeyValue("peer", connection.host())
                    .addKeyValue("listener", connection.settings().name())
                    .setCause(cause)
                    .log("a request failed inside the broker; its connection closes");
            connection.end();
        }
    }

    private static boolean tls(Throwable cause) {
        return cause instanceof SSLException
                || (cause instanceof DecoderException && cause.getCause() instanceof SSLException);
    }

    /** What went wrong, without a stack; the audit escapes and cuts it. */
    static String text(Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
