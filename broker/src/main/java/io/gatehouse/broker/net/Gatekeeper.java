package io.gatehouse.broker.net;

import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.session.Admission;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestDecoder;
import io.gatehouse.broker.wire.RequestHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/**
 * Asks the connection's machine about every request, from its header alone; what a stranger may say is answered here and
 * goes no further, so before authentication no other body is ever decoded (DESIGN, journey one). Thread: the connection's
 * event loop.
 */
final class Gatekeeper extends ChannelInboundHandlerAdapter {
    private final Connection connection;
    private final RequestDecoder decoder;
    private final LogIn logIn;
    private final Optional<ClientHandshake> tls;

    /** @param tls where there is any */
    Gatekeeper(Connection connection, RequestDecoder decoder, Optional<ClientHandshake> tls) {
        this.tls = tls;
        this.connection = connection;
        this.decoder = decoder;
        this.logIn = new LogIn(connection, decoder);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!connection.settings().protocol().tls()) {
            transportReady(Optional.empty());
        }
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            onHandshake(ctx, handshake);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf frame = (ByteBuf) message;
        boolean handedOn = false;
        try {
            handedOn = connection.rawTokens() ? onRawToken(frame) : onFrame(ctx, frame);
        } finally {
            if (!handedOn) {
                frame.release();
            }
        }
    }

    private void onHandshake(ChannelHandlerContext ctx, SslHandshakeCompletionEvent handshake) {
        if (handshake.isSuccess()) {
            SSLEngine engine = ctx.pipeline().get(SslHandler.class).engine();
            connection.encrypted(engine.getSession());
            tls.orElseThrow().succeeded(engine, this::transportReady);
            return;
        }
        tls.orElseThrow().failed(handshake.cause());
        if (handshake.cause() instanceof NotSslRecordException) {
            connection.hangUp(connection.event("tls.not_tls", "refused")); // TLS-05, attack 5.
        } else {
            // TLS-08: at once, after the alert, which the TLS stage sends.
            connection.tell(connection
                    .event("tls.failed", "refused")
                    .with("reason", TlsWords.of(LastResort.text(handshake.cause()))));
        }
    }

    private void transportReady(Optional<String> certificateName) {
        connection
                .ready(certificateName)
                .fold(
                        serve -> opened(serve),
                        converse -> true,
                        refuse -> hangUp(refuse.auditReason()),
                        hangUp -> hangUp(hangUp.auditReason()));
    }

    private boolean opened(Admission.Serve serve) {
        connection.opened(serve.session()); // Certificates are reviewed by themselves.
        return true;
    }

    private boolean onRawToken(ByteBuf frame) {
        byte[] token = new byte[frame.readableBytes()];
        connection
                .details()
                .activity()
                .request(Integer.BYTES + token.length, connection.now().getEpochSecond());
        frame.readBytes(token);
        logIn.onRawToken(token);
        return false;
    }

    /** @return whether the frame has a new owner */
    private boolean onFrame(ChannelHandlerContext ctx, ByteBuf frame) {
        int bytes = frame.readableBytes();
        RequestHeader header = decoder.header(frame);
        Instant now = connection.now();
        connection.details().clientId(header.clientId());
        connection.details().activity().request(Integer.BYTES + bytes, now.getEpochSecond());
        return connection
                .machine()
                .onRequest(header, now)
                .<Boolean>fold(
                        serve -> {
                            if (newerVersions(header)) {
                                logIn.answerUnknownVersions(header);
                                return false;
                            }
                            ctx.fireChannelRead(new AdmittedRequest(header, serve.session(), frame, bytes, now));
                            return true;
                        },
                        converse -> {
                            logIn.onRequest(header, frame);
                            return false;
                        },
                        refuse -> {
                            logIn.refuse(header, refuse);
                            return false;
                        },
                        hangUp -> !hangUp(hangUp.auditReason()));
    }

    private static boolean newerVersions(RequestHeader header) {
        return header.apiKey() == ApiKey.API_VERSIONS.id()
                && (header.apiVersion() < 0 || header.apiVersion() > ApiVersionsHandler.NEWEST);
    }

    private boolean hangUp(String auditReason) {
        connection.hangUp(connection.event("connection", "refused").with("reason", auditReason));
        return true;
    }
}
