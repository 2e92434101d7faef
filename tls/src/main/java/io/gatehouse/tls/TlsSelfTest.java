package io.gatehouse.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * Shakes hands with ourselves in memory: on the listener between brokers our own certificate must please our own trust
 * store, as a server and as a client (CONFORMANCE TLS-31, TLS-32). What fails here would fail between every two brokers,
 * later and less clearly. Host names are left out, since a broker's address is not known yet.
 */
public final class TlsSelfTest {
    /** A handshake takes four flights; more rounds than this mean that neither side moves. */
    private static final int ROUNDS_MAX = 100;

    private TlsSelfTest() {}

    /** @throws TlsConfigurationException when we would not believe ourselves, with the reason */
    public static void run(TlsSettings settings, TlsMaterial material) {
        if (!material.hasKey()) {
            throw new TlsConfigurationException(
                    "ssl.keystore.location is not set (expected: a key store for the listener between brokers)");
        }
        run(settings, material, material);
    }

    /** The same between two that have different files. */
    static void run(TlsSettings settings, TlsMaterial calling, TlsMaterial called) {
        TlsSettings nameless = settings.withEndpointIdentification("");
        SSLEngine server = engine(nameless, called, false);
        server.setNeedClientAuth(settings.clientAuth() == ClientAuth.REQUIRED); // Else brokers may come without.
        SSLEngine client = engine(nameless, calling, true);
        try {
            shakeHands(client, server);
        } catch (SSLException e) {
            throw new TlsConfigurationException(
                    "our own certificate is not accepted by our own trust store: " + rootMessage(e)
                            + " (expected: ssl.truststore.location holds the authority that signed"
                            + " ssl.keystore.location, and the certificate is for serverAuth and clientAuth)",
                    e);
        }
    }

    private static SSLEngine engine(TlsSettings settings, TlsMaterial material, boolean client) {
        SSLEngine engine = TlsClient.jdkContext(settings, material).createSSLEngine();
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(CipherSuites.protocols(settings).toArray(String[]::new));
        engine.setEnabledCipherSuites(CipherSuites.suites(settings).toArray(String[]::new));
        return engine;
    }

    private static void shakeHands(SSLEngine client, SSLEngine server) throws SSLException {
        int size = client.getSession().getPacketBufferSize() * 4;
        ByteBuffer toServer = ByteBuffer.allocate(size);
        ByteBuffer toClient = ByteBuffer.allocate(size);
        ByteBuffer nothing = ByteBuffer.allocate(size);
        client.beginHandshake();
        server.beginHandshake();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            boolean clientMoved = step(client, toClient, toServer, nothing);
            boolean serverMoved = step(server, toServer, toClient, nothing);
            if (!clientMoved && !serverMoved) {
                break;
            }
        }
        if (shaking(client) || shaking(server)) {
            throw new SSLException("the handshake did not end");
        }
    }

    /** One write and one read of {@code engine}; whether any byte went either way. */
    private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out, ByteBuffer nothing)
            throws SSLException {
        runTasks(engine);
        nothing.clear();
        int written = engine.wrap(ByteBuffer.allocate(0), out).bytesProduced();
        runTasks(engine);
        in.flip();
        int read = engine.unwrap(in, nothing).bytesConsumed();
        in.compact();
        runTasks(engine);
        return written + read > 0;
    }

    private static void runTasks(SSLEngine engine) {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
        }
    }

    private static boolean shaking(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
