package io.gatehouse.tls;

import javax.net.ssl.SSLEngine;

/** Somebody else's TLS engines for a listener, in place of ours. Thread: any. */
public interface EngineSource extends AutoCloseable {
    /** One more engine, which its caller puts into server mode and bounds as the listener's settings say. */
    SSLEngine server();

    /** For the operator. */
    String name();

    @Override
    void close();
}
