package io.gatehouse.bench.broker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Connects to a broker, asks for its versions, hangs up, and again, one connection after the other, as a Kafka client of one
 * process does; prints how many connections that were, and how many of them came back with a session.
 *
 * <p>Arguments: port on localhost, client properties with PKCS#12 stores, {@code new} or {@code resumed}, seconds.
 */
public final class Handshakes {
    /** ApiVersions, version 0, correlation id 1, no client id. */
    private static final byte[] VERSIONS = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, (byte) 0xff, (byte) 0xff};

    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final int PATIENCE_MILLIS = 10_000;

    private final SSLContext context;
    private final int port;
    private final boolean resume;

    private Handshakes(SSLContext context, int port, boolean resume) {
        this.context = context;
        this.port = port;
        this.resume = resume;
    }

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        Handshakes client =
                new Handshakes(context(Path.of(args[1])), Integer.parseInt(args[0]), args[2].equals("resumed"));
        client.run(Duration.ofSeconds(Long.parseLong(args[3])), System.out);
    }

    private void run(Duration time, PrintStream out) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        int connections = 0;
        int resumed = 0;
        while (System.nanoTime() - end < 0) {
            connections++;
            resumed += cameBack() ? 1 : 0;
        }
        out.println(connections + " " + resumed);
    }

    static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        Properties settings = ClientSettings.of(file);
        char[] password = settings.getProperty("ssl.keystore.password").toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(settings.getProperty("ssl.keystore.location"), password), password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store(
                settings.getProperty("ssl.truststore.location"),
                settings.getProperty("ssl.truststore.password").toCharArray()));
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(String location, char[] password) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(Path.of(location).toFile(), password);
    }

    /** One connection; whether it resumed the session of the one before. */
    private boolean cameBack() throws IOException {
        long begun = System.currentTimeMillis();
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            boolean older = socket.getSession().getCreationTime() < begun;
            ask(socket); // The ticket for the next time comes with or before the answer.
            if (!resume) {
                socket.getSession().invalidate();
            }
            return older;
        }
    }

    private static void ask(SSLSocket socket) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.write(VERSIONS);
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int size = in.readInt();
        if (size <= 0 || size > ANSWER_BYTES_MAX) {
            throw new IOException("an answer of " + size + " bytes (expected: 1.." + ANSWER_BYTES_MAX + ")");
        }
        in.readFully(new byte[size]);
    }
}
