package io.gatehouse.broker.net;

import io.gatehouse.acl.Access;
import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Origin;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiTable;
import io.gatehouse.broker.api.CloseConnection;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.Frame;
import io.gatehouse.broker.wire.MalformedFrame;
import io.gatehouse.broker.wire.RecordBytes;
import io.gatehouse.broker.wire.RequestDecoder;
import io.gatehouse.broker.wire.RequestHeader;
import io.gatehouse.broker.wire.ResponseEncoder;
import io.gatehouse.quotas.QuotaClient;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * Takes an admitted request to its handler and the answer back: place in the order, table, body, handler, quota, encode.
 * Owns the request's frame until its answer is written. Thread: the connection's event loop.
 */
final class Dispatcher extends ChannelInboundHandlerAdapter {
    private final Connection connection;
    private final RequestDecoder decoder;
    private final ApiTable apis;
    private final QuotaGate quotas;
    private long mutedUntil;
    private @Nullable Subject subject;
    private @Nullable Session of;

    Dispatcher(Connection connection, RequestDecoder decoder, QuotaGate quotas) {
        this.connection = connection;
        this.decoder = decoder;
        this.apis = connection.services().apis();
        this.quotas = quotas;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        AdmittedRequest request = (AdmittedRequest) message;
        RequestHeader header = request.header();
        Optional<ApiHandler<?, ?>> handler = apis.find(header.apiKey(), header.apiVersion());
        if (handler.isEmpty()) {
            request.body().release();
            connection.hangUp(connection
                    .event("request.not_offered", "refused") // API-84.
                    .with("api", Short.toString(header.apiKey()))
                    .with("version", Short.toString(header.apiVersion())));
            return;
        }
        start(ctx, request, handler.get());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            connection.flow().go(Flow.Stop.UNWRITABLE);
        } else {
            connection.flow().stop(Flow.Stop.UNWRITABLE);
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void start(ChannelHandlerContext ctx, AdmittedRequest request, ApiHandler<?, ?> handler) {
        ApiKey key = handler.spec().key();
        long startedAt = nanos(ctx);
        RequestContext context = context(request, key);
        ApiMessage body;
        try {
            if (betweenBrokers(key)
                    && !context.access().cluster(Operation.CLUSTER_ACTION).allowed()) {
                throw new MalformedFrame(key + " from a client (expected: from a broker)"); // Attack 148: undecoded.
            }
            body = decoder.body(key, context.version(), request.body());
            if (body instanceof ApiVersionsRequestData versions) {
                ApiVersionsHandler.software(versions).ifPresent(connection.details()::software);
            }
        } catch (RuntimeException | Error e) {
            request.body().release();
            ctx.fireExceptionCaught(e);
            return;
        }
        ResponseSequencer.Slot slot = connection.answers().reserve(weight(key), request.bytes());
        Exchange exchange = new Exchange(ctx, request, key, body, slot);
        CompletionStage<? extends @Nullable ApiMessage> stage;
        try {
            stage = call(handler, body, context);
        } catch (RuntimeException | Error e) {
            exchange.failed(e);
            return;
        }
        exchange.loopNanos = nanos(ctx) - startedAt;
        var unused = stage.whenComplete((answer, failure) -> {
            try {
                onLoop(ctx, () -> exchange.finished(answer, failure));
            } catch (RejectedExecutionException ended) {
                exchange.abandoned(answer);
            }
        });
    }

    private RequestContext context(AdmittedRequest request, ApiKey key) {
        Session session = request.session();
        Asker asker =
                new Asker(key.name(), session.id(), request.header().clientId(), origin(session, request.header()));
        Access access = connection.services().acls().access(subject(session), asker);
        return new RequestContext(request.header(), session, access, request.receivedAt(), connection.loop());
    }

    private Origin origin(Session session, RequestHeader header) {
        return new Origin(
                connection.settings().name(),
                connection.settings().protocol().name(),
                connection.made(),
                session.byToken(),
                header.apiKey(),
                header.apiVersion(),
                header.correlationId());
    }

    /** The same object until the peer proves something else. */
    private Subject subject(Session session) {
        Subject known = subject;
        if (known == null || !session.equals(of)) { // Parts that are the same object are not compared further.
            known = new Subject(session.principal(), session.host(), session.groups());
            subject = known;
            of = session;
        }
        return known;
    }

    private static boolean betweenBrokers(ApiKey key) {
        return switch (key) {
            case LEADER_AND_ISR, STOP_REPLICA, UPDATE_METADATA, CONTROLLED_SHUTDOWN -> true;
            default -> false;
        };
    }

    /** An answer to Fetch may have many megabytes: of those, one at a time, as Apache Kafka does for all (COMPAT F1.4). */
    private static int weight(ApiKey key) {
        return key == ApiKey.FETCH ? ResponseSequencer.IN_FLIGHT_MAX : 1;
    }

    /** The decoder made the body for the handler's own key, so it is of the class that the handler takes. */
    @SuppressWarnings("unchecked")
    private static <Q extends ApiMessage, S extends ApiMessage> CompletionStage<S> call(
            ApiHandler<Q, S> handler, ApiMessage body, RequestContext context) {
        return handler.handle((Q) body, context);
    }

    private static void onLoop(ChannelHandlerContext ctx, Runnable action) {
        if (ctx.executor().inEventLoop()) {
            action.run();
        } else {
            ctx.executor().execute(action);
        }
    }

    private static long nanos(ChannelHandlerContext ctx) {
        return ctx.channel().eventLoop().ticker().nanoTime();
    }

    /** KIP-219: the client has its answer and the time to wait; until then nothing more is read from it. */
    private void mute(ChannelHandlerContext ctx, Duration delay) {
        if (delay.isZero()) {
            return;
        }
        connection.flow().stop(Flow.Stop.THROTTLED);
        mutedUntil = Math.max(mutedUntil, nanos(ctx) + delay.toNanos());
        var unused = ctx.executor()
                .schedule(
                        () -> {
                            if (nanos(ctx) >= mutedUntil) {
                                connection.flow().go(Flow.Stop.THROTTLED);
                            }
                        },
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** One request and its answer. */
    private final class Exchange {
        private final ChannelHandlerContext ctx;
        private final AdmittedRequest request;
        private final ApiKey key;
        private final ApiMessage body;
        private final ResponseSequencer.Slot slot;
        private long loopNanos;

        Exchange(
                ChannelHandlerContext ctx,
                AdmittedRequest request,
                ApiKey key,
                ApiMessage body,
                ResponseSequencer.Slot slot) {
            this.ctx = ctx;
            this.request = request;
            this.key = key;
            this.body = body;
            this.slot = slot;
        }

        void finished(@Nullable ApiMessage answer, @Nullable Throwable failure) {
            if (failure != null) {
                failed(failure);
                return;
            }
            try {
                answer(answer);
            } catch (RuntimeException | Error e) {
                failed(e);
            } finally {
                release(answer);
            }
        }

        /** The event loop has ended: nobody is there who could be told. */
        void abandoned(@Nullable ApiMessage answer) {
            release(answer);
            request.body().release();
        }

        private static void release(@Nullable ApiMessage answer) {
            if (answer != null) {
                RecordBytes.release(answer);
            }
        }

        private void answer(@Nullable ApiMessage answer) {
            if (answer == null) {
                Duration delay = charge(0);
                connection.answers().skip(slot, request.body()::release);
                mute(ctx, delay);
                return;
            }
            Frame frame = encode(answer);
            Duration delay = charge(frame.bytes());
            if (!delay.isZero()) {
                frame.release(); // Once more, with the time in it.
                ThrottleTimes.set(key, answer, delay);
                frame = encode(answer);
            }
            mute(ctx, delay);
            connection
                    .details()
                    .activity()
                    .answer(frame.bytes(), connection.now().getEpochSecond());
            connection.answers().fill(slot, frame, request.body()::release);
        }

        private Duration charge(int answerBytes) {
            QuotaClient client = new QuotaClient(
                    request.session().principal(), request.header().clientId());
            return quotas.charge(key, body, client, request.bytes(), answerBytes, loopNanos, connection.now());
        }

        private Frame encode(ApiMessage answer) {
            RequestHeader header = request.header();
            return ResponseEncoder.encode(key, header.apiVersion(), header.correlationId(), answer, ctx.alloc());
        }

        /** The one place where a handler's failure ends: the client sees the connection close, the log sees why. */
        void failed(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            connection.answers().skip(slot, request.body()::release);
            if (cause instanceof CloseConnection close) {
                connection.hangUp(connection
                        .event("request.closed", "refused")
                        .with("principal", request.session().principal().toString())
                        .with("api", key.name())
                        .with("reason", String.valueOf(close.getMessage())));
            } else {
                ctx.fireExceptionCaught(cause);
            }
        }
    }
}
