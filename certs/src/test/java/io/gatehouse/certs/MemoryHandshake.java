package io.gatehouse.certs;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** A server and a client of the JDK in one thread, without a network: whether the client accepts the server. */
final class MemoryHandshake {
    private static final char[] PASSWORD = "in-memory".toCharArray();
    private static final int ROUNDS_MAX = 100;

    private MemoryHandshake() {}

    /** @throws SSLException when the client refuses, with its reason */
    static void clientTrusts(List<X509Certificate> anchors, Issued server, String host) throws Exception {
        SSLContext serverContext = SSLContext.getInstance("TLS");
        serverContext.init(keys(server).getKeyManagers(), null, new SecureRandom());
        SSLContext clientContext = SSLContext.getInstance("TLS");
        clientContext.init(null, trust(anchors).getTrustManagers(), new SecureRandom());
        SSLEngine client = clientContext.createSSLEngine(host, 9093);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        SSLEngine serving = serverContext.createSSLEngine();
        serving.setUseClientMode(false);
        run(client, serving);
    }

    private static void run(SSLEngine client, SSLEngine server) throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
        ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
            if (done(client) && done(server) && toClient.position() == 0 && toServer.position() == 0) {
                return;
            }
        }
        throw new AssertionError("the handshake does not end");
    }

    private static boolean done(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        ByteBuffer plain = ByteBuffer.allocate(1 << 16);
        for (int i = 0; i < ROUNDS_MAX; i++) {
            runTasks(engine);
            in.flip();
            int before = in.remaining();
            if (before > 0) {
                engine.unwrap(in, plain);
            }
            boolean read = in.remaining() < before;
            in.compact();
            runTasks(engine);
            int written = out.position();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                engine.wrap(nothing, out);
            }
            if (!read && out.position() == written) {
                return;
            }
        }
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    static KeyManagerFactory keys(Issued issued) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Pkcs12.keyStore(issued, PASSWORD)), PASSWORD);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        return keys;
    }

    static TrustManagerFactory trust(List<X509Certificate> anchors) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Pkcs12.trustStore(anchors, PASSWORD)), PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return trust;
    }
}
