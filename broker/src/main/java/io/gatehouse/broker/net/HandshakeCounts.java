package io.gatehouse.broker.net;

import io.gatehouse.tls.Negotiated;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the handshakes of one listener have ended since the start. Everything in {@link Kind} is chosen by us or by the TLS
 * provider from short lists, never a peer's text, so that there are not more kinds than those lists allow. Thread: any.
 */
public final class HandshakeCounts {
    private static final Negotiated NOTHING = new Negotiated("none", "none", "none", "no");

    /** What was agreed on, {@code none} where nothing was, and how it ended. */
    public record Kind(Negotiated agreed, Result result) {}

    /** How a handshake ended. */
    public enum Result {
        SUCCESS,
        /** The peer does not speak TLS. */
        NOT_TLS,
        /** The peer hung up, or was hung up on for another reason. */
        CLOSED,
        TIMEOUT,
        /** The peer's certificate is not good. */
        CERTIFICATE,
        /** Any other disagreement, the peer's about our certificate included. */
        FAILED
    }

    private final ConcurrentMap<Kind, LongAdder> counts = new ConcurrentHashMap<>();

    public void succeeded(Negotiated agreed) {
        count(new Kind(agreed, Result.SUCCESS));
    }

    public void failed(Throwable cause) {
        count(new Kind(NOTHING, result(cause)));
    }

    /** So far. */
    public Map<Kind, Long> counts() {
        return counts.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }

    private void count(Kind kind) {
        counts.computeIfAbsent(kind, first -> new LongAdder()).increment();
    }

    private static Result result(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotSslRecordException) {
                return Result.NOT_TLS;
            } else if (cause instanceof SslHandshakeTimeoutException) {
                return Result.TIMEOUT;
            } else if (cause instanceof ClosedChannelException) {
                return Result.CLOSED;
            } else if (cause instanceof GeneralSecurityException) {
                return Result.CERTIFICATE;
            }
        }
        return Result.FAILED;
    }
}
