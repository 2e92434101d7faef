package io.gatehouse.broker.net;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.admin.AdminAnswer;
import io.gatehouse.broker.api.admin.AdminCaller;
import io.gatehouse.broker.api.admin.AdminRequest;
import io.gatehouse.broker.api.admin.AdminRoute;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.tls.Negotiated;
import io.gatehouse.tls.PeerCertificate;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One administrator's connection: one request, its answer, the next. Each step has an absolute deadline, which nothing that
 * the peer sends moves. Who sends a second request before the answer to the first gets that answer and no more; after
 * anything that breaks a rule the connection ends.
 *
 * <p>Thread: the connection's event loop.
 */
final class AdminConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminConnection.class);

    /** For how long a peer that is refused may still send what it has begun, so that it gets to read why. */
    private static final Duration LINGER = Duration.ofMillis(500);

    private final String listener;
    private final AdminServices services;
    private final Incidents incidents;
    private final ServerTls tls;
    private final ConnectionLimits.Lease lease;

    private final AdminDeadlines deadlines;

    private Phase phase = Phase.HANDSHAKE;
    private boolean last;
    private List<X509Certificate> chain = List.of();
    private @Nullable VerifiedPrincipal principal;
    private Set<String> groups = Set.of();
    private @Nullable HttpRequest request;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** The body's length in bytes, as its header has it. */
    private long announced;

    private @Nullable Future<?> deadline;

    private enum Phase {
        HANDSHAKE,
        IDLE,
        BODY,
        ANSWER,
        OVER
    }

    AdminConnection(
            String listener,
            AdminServices services,
            Incidents incidents,
            ServerTls tls,
            ConnectionLimits.Lease lease,
            AdminDeadlines deadlines) {
        this.listener = listener;
        this.services = services;
        this.incidents = incidents;
        this.tls = tls;
        this.lease = lease;
        this.deadlines = deadlines;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                known(ctx, ctx.pipeline().get(SslHandler.class));
            } else {
                tls.handshakes().failed(handshake.cause());
                tell("tls.failed", TlsWords.of(LastResort.text(handshake.cause())));
                over(ctx);
            }
        }
    }

    private void known(ChannelHandlerContext ctx, SslHandler handler) {
        tls.handshakes().succeeded(Negotiated.of(handler.engine()));
        chain = PeerCertificate.chain(handler.engine().getSession());
        Optional<String> shown = tls.name(chain);
        Optional<VerifiedPrincipal> name = shown.flatMap(services.names()::map).map(VerifiedPrincipal::user);
        if (name.isEmpty()) {
            tell("connection", "no-principal-mapping-rule"); // CONFORMANCE PMR-08.
            over(ctx);
            return;
        }
        principal = name.get();
        groups = shown.map(services.names()::groups).orElse(Set.of());
        lease.authenticated();
        enter(ctx, Phase.IDLE, deadlines.idle());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest head) {
                onHead(ctx, head);
            }
            if (message instanceof HttpContent content && phase == Phase.BODY) {
                onBody(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onHead(ChannelHandlerContext ctx, HttpRequest head) {
        if (phase != Phase.IDLE) {
            last = true; // Sent before the answer to the one before was there: it is not looked at.
            return;
        }
        Optional<HttpRules.Refusal> refusal = HttpRules.refusal(head, this::bodyBytesMax);
        if (refusal.isPresent()) {
            refuse(ctx, refusal.get());
            return;
        }
        request = head;
        last = !HttpUtil.isKeepAlive(head);
        body = new ByteArrayOutputStream();
        announced = HttpUtil.getContentLength(head, 0L);
        enter(ctx, Phase.BODY, deadlines.body());
    }

    /** Of somebody who is kept out by now it is not more than of others. */
    private int bodyBytesMax(HttpRequest head) {
        AdminCaller caller = caller();
        return services.blocks()
                        .of(caller.principal(), caller.host(), caller.now())
                        .isPresent()
                ? AdminRoute.BODY_BYTES_USUAL
                : services.table().bodyBytesMax(head.method().name(), HttpRules.path(head), caller);
    }

    private AdminCaller caller() {
        VerifiedPrincipal who = principal;
        if (who == null) {
            throw new IllegalStateException("a request from nobody");
        }
        return new AdminCaller(who, lease.host(), groups, services.clock().instant());
    }

    private void onBody(ChannelHandlerContext ctx, HttpContent content) {
        if (content.decoderResult().isFailure()
                || body.size() + content.content().readableBytes() > announced) {
            refuse(
                    ctx,
                    new HttpRules.Refusal(HttpResponseStatus.BAD_REQUEST.code(), "the body is not as its headers say"));
            return;
        }
        try {
            content.content().readBytes(body, content.content().readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // It writes to memory.
        }
        if (content instanceof LastHttpContent) {
            enter(ctx, Phase.ANSWER, deadlines.answer());
            ctx.channel().config().setAutoRead(false);
            work(ctx);
        }
    }

    /** On a thread that may take its time, and back. */
    private void work(ChannelHandlerContext ctx) {
        HttpRequest head = request;
        if (head == null) {
            throw new IllegalStateException("an answer to no request");
        }
        AdminRequest asked =
                new AdminRequest(head.method().name(), HttpRules.path(head), HttpRules.query(head), body.toByteArray());
        AdminCaller caller = caller();
        CompletionStage<AdminAnswer> answer;
        try {
            answer = CompletableFuture.supplyAsync(() -> judged(asked, caller), services.working())
                    .thenCompose(Function.identity());
        } catch (RejectedExecutionException e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.exceptionally(AdminConnection::unanswered)
                .whenCompleteAsync((done, never) -> answer(ctx, done), ctx.executor());
    }

    private static AdminAnswer unanswered(Throwable failure) {
        LOGGER.atError().setCause(failure).log("an administrator's request got no answer");
        return AdminAnswer.error(
                HttpResponseStatus.SERVICE_UNAVAILABLE.code(), "the broker has no time for it now; try again");
    }

    /** The connection may be older than what is known of its certificate by now (PEERS A13). */
    private CompletionStage<AdminAnswer> judged(AdminRequest asked, AdminCaller caller) {
        Optional<String> reason =
                tls.refusal(chain).or(() -> tls.asksResponders() ? tls.ask(chain, caller.now()) : Optional.empty());
        if (reason.isEmpty()) {
            return unlessBlocked(asked, caller);
        }
        tell("certificate", reason.get());
        return CompletableFuture.completedStage(
                AdminAnswer.error(HttpResponseStatus.FORBIDDEN.code(), "the certificate is not good any more"));
    }

    private CompletionStage<AdminAnswer> unlessBlocked(AdminRequest asked, AdminCaller caller) {
        Optional<Block> block = services.blocks().of(caller.principal(), caller.host(), caller.now());
        if (block.isEmpty()) {
            return services.table().answer(asked, caller);
        }
        tell("admin", "blocked: block " + block.get().id());
        return CompletableFuture.completedStage(AdminAnswer.error(HttpResponseStatus.FORBIDDEN.code(), "not allowed"));
    }

    private void refuse(ChannelHandlerContext ctx, HttpRules.Refusal refusal) {
        tell("http", refusal.sentence());
        last = true;
        enter(ctx, Phase.ANSWER, deadlines.answer());
        write(ctx, AdminAnswer.error(refusal.status(), refusal.sentence())).addListener(written -> {
            enter(ctx, Phase.OVER, LINGER);
        });
    }

    private void answer(ChannelHandlerContext ctx, AdminAnswer answer) {
        if (phase != Phase.ANSWER) {
            return; // The deadline was faster, or the peer has gone.
        }
        var written = write(ctx, answer);
        if (last) {
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        written.addListener(done -> {
            if (done.isSuccess()) {
                enter(ctx, Phase.IDLE, deadlines.idle());
                ctx.channel().config().setAutoRead(true);
            } else {
                over(ctx);
            }
        });
    }

    private ChannelFuture write(ChannelHandlerContext ctx, AdminAnswer answer) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.copiedBuffer(answer.json(), StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("x-content-type-options", "nosniff");
        if (answer.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, POST, DELETE");
        }
        if (last) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return ctx.writeAndFlush(response);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOGGER.atDebug()
                .addKeyValue("peer", lease.host())
                .addKeyValue("reason", LastResort.text(cause))
                .log("an administrator's connection failed");
        over(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        enter(ctx, Phase.OVER, Duration.ZERO);
        lease.close();
    }

    /** The next step, and when it must have ended. */
    private void enter(ChannelHandlerContext ctx, Phase next, Duration max) {
        Future<?> before = deadline;
        if (before != null) {
            before.cancel(false);
        }
        phase = next;
        deadline =
                max.isZero() ? null : ctx.executor().schedule(() -> over(ctx), max.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void over(ChannelHandlerContext ctx) {
        enter(ctx, Phase.OVER, Duration.ZERO);
        Closing.close(ctx.channel());
    }

    private void tell(String event, String reason) {
        AuditEvent told = new AuditEvent(event, "refused", Map.of())
                .with("listener", listener)
                .with("peer", lease.host())
                .with("reason", reason);
        VerifiedPrincipal who = principal;
        Instant now = services.clock().instant();
        incidents.record(who == null ? told : told.with("principal", who.toString()), now);
    }
}
