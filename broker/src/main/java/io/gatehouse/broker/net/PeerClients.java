package io.gatehouse.broker.net;

import io.gatehouse.tls.TlsClient;
import java.util.Optional;

/** Opens the connections from this broker to others. Thread: any. */
public final class PeerClients {
    private final NetThreads threads;
    private final Optional<ClientTls> tls;
    private final PeerSettings settings;

    /** To an SSL listener: the key store's certificate is who we are. */
    public static PeerClients overTls(NetThreads threads, TlsClient tls, PeerSettings settings) {
        return new PeerClients(threads, Optional.of(tls::handler), settings);
    }

    /** To a plaintext listener, where nobody is anybody. */
    public static PeerClients plaintext(NetThreads threads, PeerSettings settings) {
        return new PeerClients(threads, Optional.empty(), settings);
    }

    PeerClients(NetThreads threads, Optional<ClientTls> tls, PeerSettings settings) {
        this.threads = threads;
        this.tls = tls;
        this.settings = settings;
    }

    /** A client of one broker; it connects with its first request. The caller closes it. */
    public PeerClient to(String host, int port) {
        return new PeerClient(host, port, tls, threads.next(), settings);
    }
}
