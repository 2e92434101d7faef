package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslSession;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * What a finished handshake has agreed on.
 *
 * @param suite in the JVM's names
 * @param group of the key agreement, in the provider's names; {@link #UNKNOWN} where the provider does not tell
 * @param resumed {@code yes} where the client came back with a session, {@code no}, or {@link #UNKNOWN}
 */
public record Negotiated(String protocol, String suite, String group, String resumed) {
    /** The JDK does not say which group was used, nor whether a session came back. */
    public static final String UNKNOWN = "unknown";

    /** Of an engine whose handshake is over. Thread: the connection's. */
    public static Negotiated of(SSLEngine engine) {
        SSLSession session = engine.getSession();
        return new Negotiated(session.getProtocol(), session.getCipherSuite(), group(session), resumed(engine));
    }

    private static String group(SSLSession session) {
        return session instanceof OpenSslSession known
                ? Objects.requireNonNullElse(known.getNamedGroup(), UNKNOWN)
                : UNKNOWN;
    }

    private static String resumed(SSLEngine engine) {
        if (engine instanceof ReferenceCountedOpenSslEngine connection && connection.refCnt() > 0) {
            return SSL.isSessionReused(connection.sslPointer()) ? "yes" : "no";
        }
        return UNKNOWN;
    }
}
