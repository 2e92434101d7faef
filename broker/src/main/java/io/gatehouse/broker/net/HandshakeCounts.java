package io.gatehouse.broker.net;

import io.gatehouse.tls.Negotiated;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
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
        add(new Kind(agreed, Result.SUCCESS));
    }

    public void failed(Throwable cause) {
        add(new Kind(NOTHING, result(cause)));
    }

    /** Those that were seen so far. */
    public Set<Kind> kinds() {
        return Set.copyOf(counts.keySet());
    }

    /** How many of a kind so far. */
    public long count(Kind kind) {
        LongAdder counted = counts.get(kind);
        return counted == null ? 0 : counted.sum();
    }

    private void add(Kind kind) {
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
