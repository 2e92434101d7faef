package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Two TLS handlers in embedded channels, with the bytes carried from one to the other. */
final class Wire implements AutoCloseable {
    private final Side client;
    private final Side server;

    /** One end: its channel, what it received in clear, and what went wrong. */
    static final class Side extends ChannelInboundHandlerAdapter {
        private final SslHandler tls;
        private final StringBuilder received = new StringBuilder();
        private final List<Throwable> failures = new ArrayList<>();
        private final EmbeddedChannel channel;

        Side(SslHandler tls) {
            this.tls = tls;
            this.channel = new EmbeddedChannel(tls, this);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            received.append(((ByteBuf) message).toString(StandardCharsets.UTF_8));
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.add(cause);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent completion && !completion.isSuccess()) {
                failures.add(completion.cause());
            }
        }

        boolean ready() {
            return tls.handshakeFuture().isSuccess() && failures.isEmpty() && channel.isOpen();
        }

        String received() {
            return received.toString();
        }

        List<Throwable> failures() {
            return List.copyOf(failures);
        }

        /** All messages of all causes, to look for one in. */
        String failure() {
            StringBuilder text = new StringBuilder();
            for (Throwable failure : failures) {
                for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
                    text.append(cause).append('\n');
                }
            }
            return text.toString();
        }

        SSLSession session() {
            return tls.engine().getSession();
        }

        SslHandler tls() {
            return tls;
        }

        EmbeddedChannel channel() {
            return channel;
        }

        void send(String text) {
            channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
                    .addListener(written -> {
                        if (!written.isSuccess()) {
                            failures.add(written.cause());
                        }
                    });
        }

        Optional<ByteBuf> next() {
            return Optional.ofNullable(channel.readOutbound());
        }
    }

    Wire(SslHandler client, SslHandler server) {
        this.server = new Side(server);
        this.client = new Side(client);
    }

    /** Carries bytes until both sides are silent. */
    Wire run() {
        boolean moved = true;
        while (moved) {
            moved = carry(client, server);
            moved |= carry(server, client);
            client.channel.runPendingTasks();
            server.channel.runPendingTasks();
        }
        return this;
    }

    private static boolean carry(Side from, Side to) {
        boolean moved = false;
        for (Optional<ByteBuf> bytes = from.next(); bytes.isPresent(); bytes = from.next()) {
            if (to.channel.isOpen()) {
                to.channel.writeInbound(bytes.get());
            } else {
                bytes.get().release();
            }
            moved = true;
        }
        return moved;
    }

    Side client() {
        return client;
    }

    Side server() {
        return server;
    }

    @Override
    public void close() {
        client.channel.finishAndReleaseAll();
        server.channel.finishAndReleaseAll();
    }
}
