package io.gatehouse.broker.it;

import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.Pkcs12;
import io.gatehouse.certs.StorePassword;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Raw connections to a quick start: bare, behind TLS, and with the admin's certificate on the listener of the brokers. */
final class Intruder {
    private static final int READ_PATIENCE_MILLIS = 30_000;
    private static final int CONNECT_PATIENCE_MILLIS = 4_000;

    private final QuickstartProcess broker;
    private final SSLContext stranger;
    private final SSLContext administrator;
    private final TrustManagerFactory trust;
    private final Map<String, SSLContext> known = new ConcurrentHashMap<>();

    Intruder(QuickstartProcess broker) {
        this.broker = broker;
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            byte[] pem = Files.readAllBytes(broker.authority());
            anchors.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
            trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(anchors);
            stranger = SSLContext.getInstance("TLS");
            stranger.init(null, trust.getTrustManagers(), null);
            administrator = SSLContext.getInstance("TLS");
            administrator.init(adminKeys(broker.folder()).getKeyManagers(), trust.getTrustManagers(), null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A TCP connection to the clients' port, from an address of the loopback range. */
    Socket bare(String from) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(READ_PATIENCE_MILLIS);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()), CONNECT_PATIENCE_MILLIS);
        return socket;
    }

    /** What a client says first. */
    byte[] hello() throws IOException {
        SSLEngine engine = stranger.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        byte[] bytes = new byte[record.flip().remaining()];
        record.get(bytes);
        return bytes;
    }

    /** TLS is done, nobody has logged in. */
    SSLSocket behindTls() throws IOException {
        return handshake(stranger, broker.port(), new Socket());
    }

    /** The same at another port of this machine. */
    SSLSocket behindTls(int port) throws IOException {
        return handshake(stranger, port, new Socket());
    }

    /** The administrator, who may speak at once; {@code socket} is not connected yet. */
    SSLSocket asAdministrator(Socket socket) throws IOException {
        return handshake(administrator, broker.brokerPort(), socket);
    }

    /** Somebody with a certificate of the right authority, for whom no rule was ever made. */
    SSLSocket asNobody() throws IOException {
        return as("nobody");
    }

    /** Somebody with a certificate for CN={@code name}. */
    SSLSocket as(String name) throws IOException {
        return handshake(known.computeIfAbsent(name, this::certified), broker.brokerPort(), new Socket());
    }

    private SSLContext certified(String name) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(freshKeys(broker, name).getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLSocket handshake(SSLContext context, int port, Socket socket) throws IOException {
        socket.setSoTimeout(READ_PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port, true);
        secure.startHandshake();
        return secure;
    }

    private static KeyManagerFactory adminKeys(Path folder) throws GeneralSecurityException, IOException {
        char[] password =
                Files.readString(folder.resolve("certs/admin.password")).strip().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("certs/admin.keystore.p12"))) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        return keys;
    }

    private static KeyManagerFactory freshKeys(QuickstartProcess broker, String name)
            throws GeneralSecurityException, IOException {
        char[] password = StorePassword.random(new SecureRandom());
        Issued issued = broker.signer().issue(CertificateRequest.client(name), Instant.now());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Pkcs12.keyStore(issued, password)), password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        return keys;
    }
}
