package io.gatehouse.certs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A server on loopback with one fault, one connection at a time, in a thread of its own. */
final class LoopbackServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Thread thread;
    private volatile boolean closed;

    /** What it does with a connection; an exception ends that connection only. */
    interface Behaviour {
        void serve(Socket connection) throws IOException, InterruptedException;
    }

    private LoopbackServer(ServerSocket socket, Behaviour behaviour) {
        this.socket = socket;
        this.thread = new Thread(() -> run(behaviour), "loopback-" + socket.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    static LoopbackServer plain(Behaviour behaviour) throws IOException {
        return new LoopbackServer(bind(ServerSocketFactory.getDefault()), behaviour);
    }

    /** Answers the question for versions as a broker would, in clear text; what is no question ends the connection. */
    static LoopbackServer plaintextKafka() throws IOException {
        return plain(LoopbackServer::answerAsKafka);
    }

    static LoopbackServer saying(String text) throws IOException {
        return saying(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static LoopbackServer saying(byte[] bytes) throws IOException {
        return plain(connection -> {
            connection.getInputStream().readNBytes(5);
            connection.getOutputStream().write(bytes);
            connection.getOutputStream().flush();
        });
    }

    static LoopbackServer tlsKafka(Issued server) throws Exception {
        return tls(server, List.of(), ClientAuth.NONE, LoopbackServer::answerAsKafka, "TLSv1.3", "TLSv1.2");
    }

    enum ClientAuth {
        NONE,
        WANTED,
        NEEDED
    }

    static LoopbackServer tls(
            Issued server,
            List<X509Certificate> clientAnchors,
            ClientAuth clientAuth,
            Behaviour behaviour,
            String... protocols)
            throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                MemoryHandshake.keys(server).getKeyManagers(),
                clientAnchors.isEmpty()
                        ? null
                        : MemoryHandshake.trust(clientAnchors).getTrustManagers(),
                new SecureRandom());
        SSLServerSocket socket = (SSLServerSocket) bind(context.getServerSocketFactory());
        socket.setEnabledProtocols(protocols);
        socket.setNeedClientAuth(clientAuth == ClientAuth.NEEDED);
        if (clientAuth == ClientAuth.WANTED) {
            socket.setWantClientAuth(true);
        }
        return new LoopbackServer(socket, behaviour);
    }

    static void answerAsKafka(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        byte[] question = in.readNBytes(14);
        if (question.length == 14 && question[0] == 0 && question[1] == 0 && question[5] == 18) {
            byte[] answer = {0, 0, 0, 6, question[8], question[9], question[10], question[11], 0, 35};
            connection.getOutputStream().write(answer);
            connection.getOutputStream().flush();
        }
    }

    /** Below the range from which the system hands out ports to clients. */
    private static ServerSocket bind(ServerSocketFactory factory) throws IOException {
        SecureRandom random = new SecureRandom();
        for (int attempt = 0; attempt < 100; attempt++) {
            ServerSocket socket = factory.createServerSocket();
            try {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 20_000 + random.nextInt(12_000)));
                return socket;
            } catch (BindException e) {
                socket.close();
            }
        }
        throw new IOException("no free port");
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void run(Behaviour behaviour) {
        while (!closed) {
            try (Socket connection = socket.accept()) {
                connection.setSoTimeout(10_000);
                behaviour.serve(connection);
            } catch (IOException e) {
                // The client went away or was refused, which is what is being tested.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.interrupt();
    }
}
