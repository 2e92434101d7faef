package io.gatehouse.broker.net;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.session.Admission;
import io.gatehouse.broker.session.ConnectionMachine;
import io.gatehouse.broker.session.HandshakeAnswer;
import io.gatehouse.broker.session.TokenAnswer;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.Frame;
import io.gatehouse.broker.wire.MalformedFrame;
import io.gatehouse.broker.wire.RequestDecoder;
import io.gatehouse.broker.wire.RequestHeader;
import io.gatehouse.broker.wire.ResponseEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * The conversation before authentication: ApiVersions, SaslHandshake, SaslAuthenticate, tokens without a header. The
 * machine decides; this reads and writes. Thread: the connection's event loop.
 */
final class LogIn {
    private final Connection connection;
    private final RequestDecoder decoder;
    private final EventLoop loop;
    private Duration failureDelay;

    LogIn(Connection connection, RequestDecoder decoder) {
        this.connection = connection;
        this.decoder = decoder;
        this.loop = connection.loop();
        this.failureDelay = connection.settings().failureDelay();
    }

    /** A request that the machine lets a stranger make. Borrows {@code body}. */
    void onRequest(RequestHeader header, ByteBuf body) {
        if (is(header, ApiKey.API_VERSIONS)) {
            onVersions(header, body);
        } else if (is(header, ApiKey.SASL_HANDSHAKE)) {
            onHandshake(header, (SaslHandshakeRequestData) decode(ApiKey.SASL_HANDSHAKE, 1, header, body));
        } else if (is(header, ApiKey.SASL_AUTHENTICATE)) {
            onToken(header, (SaslAuthenticateRequestData) decode(ApiKey.SASL_AUTHENTICATE, 2, header, body));
        } else {
            throw new IllegalStateException("API " + header.apiKey() + " has no answer before authentication");
        }
    }

    /** An ApiVersions request of a version that is newer than ours (CONFORMANCE API-81). */
    void answerUnknownVersions(RequestHeader header) {
        connection.machine().onVersionsAnswered(ErrorCode.UNSUPPORTED_VERSION);
        answer(header, ApiKey.API_VERSIONS, (short) 0, versions().unsupported());
    }

    /** The machine says no, with an error code. */
    void refuse(RequestHeader header, Admission.Refuse refusal) {
        AuditEvent event = connection.event("authentication", "refused").with("reason", refusal.auditReason());
        if (refusal.hangUp()) {
            connection.tell(event);
        } else {
            connection.tellMore(event);
        }
        if (is(header, ApiKey.API_VERSIONS)) {
            refuse(
                    header,
                    ApiKey.API_VERSIONS,
                    ApiVersionsHandler.NEWEST,
                    versions().refusal(refusal.error()),
                    refusal);
        } else if (is(header, ApiKey.SASL_HANDSHAKE)) {
            SaslHandshakeResponseData answer =
                    new SaslHandshakeResponseData().setErrorCode(refusal.error().code());
            refuse(header, ApiKey.SASL_HANDSHAKE, 1, answer, refusal);
        } else {
            SaslAuthenticateResponseData answer = new SaslAuthenticateResponseData()
                    .setErrorCode(refusal.error().code())
                    .setErrorMessage(refusal.sentence());
            refuse(header, ApiKey.SASL_AUTHENTICATE, 2, answer, refusal);
        }
    }

    private void refuse(RequestHeader header, ApiKey key, int newest, ApiMessage answer, Admission.Refuse refusal) {
        if (header.apiVersion() < 0 || header.apiVersion() > newest) {
            connection.end(); // No format to say it in.
        } else if (refusal.hangUp()) {
            answerLate(frame(header, key, header.apiVersion(), answer));
        } else {
            answer(header, key, header.apiVersion(), answer);
        }
    }

    private void onVersions(RequestHeader header, ByteBuf body) {
        if (header.apiVersion() < 0 || header.apiVersion() > ApiVersionsHandler.NEWEST) {
            answerUnknownVersions(header);
            return;
        }
        ApiVersionsRequestData request =
                (ApiVersionsRequestData) decode(ApiKey.API_VERSIONS, ApiVersionsHandler.NEWEST, header, body);
        ApiVersionsHandler.software(request).ifPresent(connection.details()::software);
        ApiVersionsResponseData answer = versions().answer(request, header.apiVersion());
        connection
                .machine()
                .onVersionsAnswered(
                        answer.errorCode() == ErrorCode.NONE.code() ? ErrorCode.NONE : ErrorCode.INVALID_REQUEST);
        answer(header, ApiKey.API_VERSIONS, header.apiVersion(), answer);
    }

    private void onHandshake(RequestHeader header, SaslHandshakeRequestData request) {
        HandshakeAnswer decision = connection.machine().onHandshake(request.mechanism(), connection.now());
        SaslHandshakeResponseData answer = new SaslHandshakeResponseData()
                .setErrorCode(decision.error().code())
                .setMechanisms(decision.mechanisms());
        if (decision.hangUp()) {
            connection.tell(connection
                    .event("authentication", "refused")
                    .with("reason", decision.auditReason())
                    .with("mechanism", request.mechanism()));
            answerLate(frame(header, ApiKey.SASL_HANDSHAKE, header.apiVersion(), answer));
        } else {
            connection.rawTokens(header.apiVersion() == 0); // SAX-03.
            answer(header, ApiKey.SASL_HANDSHAKE, header.apiVersion(), answer);
        }
    }

    private void onToken(RequestHeader header, SaslAuthenticateRequestData request) {
        evaluate(request.authBytes(), decision -> answerToken(header, decision));
    }

    /** A token without a header. */
    void onRawToken(byte[] token) {
        evaluate(token, this::answerRawToken);
    }

    /** Asks the machine here, or somebody who has the time; meanwhile nothing else of this peer is read. */
    private void evaluate(byte[] token, Consumer<TokenAnswer> answer) {
        ConnectionMachine machine = connection.machine();
        Instant now = connection.now();
        if (!machine.slow()) {
            judged(machine.result(token, now), answer);
            return;
        }
        connection.flow().stop(Flow.Stop.JUDGED);
        connection
                .elsewhere(machine.round(token, now))
                .thenCompose(result -> result)
                .exceptionally(failure -> new RoundResult.Refused("", "not-verified: " + LastResort.text(failure)))
                .whenCompleteAsync((result, never) -> judged(result, answer), loop);
    }

    /** Nobody is told anything before it is this user's turn; the audit is told of a failure at once. */
    private void judged(RoundResult proved, Consumer<TokenAnswer> answer) {
        if (connection.flow().closing()) {
            return; // The deadline was faster.
        }
        RoundResult result = connection.machine().judged(connection.named(proved), connection.now());
        String user = connection.machine().claimed(proved);
        Optional<Duration> turn = result.fold(
                challenge -> Optional.of(Duration.ZERO),
                accepted -> turn(user, false),
                refused -> refused.passing() ? Optional.of(Duration.ZERO) : turn(user, true));
        if (turn.isEmpty()) {
            connection.hangUp(connection
                    .event("authentication", "refused")
                    .with("user", user)
                    .with("reason", "too-many-failures"));
        } else if (result instanceof RoundResult.Accepted && !turn.get().isZero()) {
            connection.flow().stop(Flow.Stop.JUDGED);
            var unused = loop.schedule(() -> tell(result, answer), turn.get().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            failureDelay = connection.settings().failureDelay().plus(turn.get());
            tell(result, answer);
        }
    }

    private Optional<Duration> turn(String user, boolean failed) {
        return connection.services().backoff().judged(connection.host(), user, failed, connection.now());
    }

    private void tell(RoundResult result, Consumer<TokenAnswer> answer) {
        if (!connection.flow().closing()) {
            answer.accept(connection.machine().onRound(result, connection.now()));
            connection.flow().go(Flow.Stop.JUDGED);
        }
    }

    private void answerToken(RequestHeader header, TokenAnswer decision) {
        SaslAuthenticateResponseData answer = new SaslAuthenticateResponseData();
        decision.<Boolean>fold(
                challenge -> answer(header, answer.setAuthBytes(challenge.token())),
                accepted -> {
                    connection.opened(accepted);
                    answer.setSessionLifetimeMs(accepted.lifetime().toMillis());
                    return answer(header, answer.setAuthBytes(accepted.token()));
                },
                refused -> {
                    connection.tell(refused);
                    answer.setErrorCode(ErrorCode.SASL_AUTHENTICATION_FAILED.code());
                    answer.setErrorMessage(refused.sentence());
                    answerLate(
                            refused.silent() // GSS-17, AUE-10: after an error 58 clients do not try again.
                                    ? Frame.of(Unpooled.EMPTY_BUFFER)
                                    : frame(header, ApiKey.SASL_AUTHENTICATE, header.apiVersion(), answer));
                    return true;
                });
    }

    /** Failures are told by closing, after the same delay. */
    private void answerRawToken(TokenAnswer decision) {
        decision.<Boolean>fold(
                challenge -> rawAnswer(challenge.token()),
                accepted -> {
                    connection.rawTokens(false);
                    connection.opened(accepted);
                    return accepted.clientHasTheLastWord() || rawAnswer(accepted.token());
                },
                refused -> {
                    connection.tell(refused);
                    answerLate(Frame.of(Unpooled.EMPTY_BUFFER));
                    return true;
                });
    }

    private boolean answer(RequestHeader header, SaslAuthenticateResponseData message) {
        answer(header, ApiKey.SASL_AUTHENTICATE, header.apiVersion(), message);
        return true;
    }

    private void answer(RequestHeader header, ApiKey key, short version, ApiMessage message) {
        write(frame(header, key, version, message));
    }

    private boolean rawAnswer(byte[] token) {
        ByteBuf frame = connection.allocator().buffer(Integer.BYTES + token.length);
        frame.writeInt(token.length).writeBytes(token);
        write(Frame.of(frame));
        return true;
    }

    private void count(Frame frame) {
        connection.details().activity().answer(frame.bytes(), connection.now().getEpochSecond());
    }

    private void write(Frame frame) {
        count(frame);
        connection.answers().fill(connection.answers().reserve(1, 0), frame, () -> {});
    }

    /**
     * CONFORMANCE DLY-01: the answer and the close are held back; meanwhile nothing is read, and all that is kept is the
     * answer and a timer (attack 65).
     */
    private void answerLate(Frame frame) {
        connection.flow().stop(Flow.Stop.CLOSING);
        ResponseSequencer.Slot slot = connection.answers().reserve(1, 0);
        if (failureDelay.isZero()) {
            connection.answers().fillAndClose(slot, frame);
        } else {
            var unused = loop.schedule(
                    () -> connection.answers().fillAndClose(slot, frame),
                    failureDelay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private Frame frame(RequestHeader header, ApiKey key, short version, ApiMessage message) {
        return ResponseEncoder.encode(key, version, header.correlationId(), message, connection.allocator());
    }

    private ApiMessage decode(ApiKey key, int newest, RequestHeader header, ByteBuf body) {
        if (header.apiVersion() < 0 || header.apiVersion() > newest) {
            throw new MalformedFrame(key + " version " + header.apiVersion() + " (expected: 0.." + newest + ")");
        }
        return decoder.body(key, header.apiVersion(), body);
    }

    private ApiVersionsHandler versions() {
        return connection.services().versions();
    }

    private static boolean is(RequestHeader header, ApiKey key) {
        return header.apiKey() == key.id();
    }
}
