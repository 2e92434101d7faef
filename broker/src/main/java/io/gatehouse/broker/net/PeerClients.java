package io.gatehouse.broker.net;

import io.gatehouse.tls.TlsClient;
import java.util.Optional;

/** Opens the connections from this broker to others. Thread: any. */
public final class PeerClients {
    private final NetThreads threads;
    private final Optional<ClientTls> tls;
    private final Optional<PeerProof> proof;
    private final PeerSettings settings;

    /** To a listener with TLS; unless we log in, the key store's certificate is who we are. */
    public static PeerClients overTls(NetThreads threads, TlsClient tls, PeerSettings settings) {
        return new PeerClients(threads, Optional.of(tls::handler), Optional.empty(), settings);
    }

    /** To a listener without TLS, where, unless we log in, nobody is anybody. */
    public static PeerClients plaintext(NetThreads threads, PeerSettings settings) {
        return new PeerClients(threads, Optional.empty(), Optional.empty(), settings);
    }

    /** The same to listeners with SASL, where this is who we are. */
    public PeerClients loggingIn(PeerProof by) {
        return new PeerClients(threads, tls, Optional.of(by), settings);
    }

    PeerClients(NetThreads threads, Optional<ClientTls> tls, Optional<PeerProof> proof, PeerSettings settings) {
        this.threads = threads;
        this.tls = tls;
        this.proof = proof;
        this.settings = settings;
    }

    /** A client of one broker; it connects with its first request. The caller closes it. */
    public PeerClient to(String host, int port) {
        return new PeerClient(host, port, tls, proof, threads.next(), settings);
    }
}
