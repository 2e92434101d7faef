package io.gatehouse.certs.check;

import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Opens connections to one address and notes what happens; judges nothing. */
final class Looking {
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final InetSocketAddress address;
    private final Host serverName;
    private final Optional<Issued> client;
    private final Duration patience;
    private final SecureRandom random;

    Looking(
            InetSocketAddress address,
            Host serverName,
            Optional<Issued> client,
            Duration patience,
            SecureRandom random) {
        this.address = address;
        this.serverName = serverName;
        this.client = client;
        this.patience = patience;
        this.random = random;
    }

    /** @throws IOException when there is no connection at all */
    void connect() throws IOException {
        try (Deadline deadline = new Deadline(patience);
                Socket socket = new Socket()) {
            socket.connect(address, deadline.leftMillis());
        }
    }

    /** A handshake, and the question for versions. */
    Look tls(List<String> protocols) {
        Look first = tls(protocols, true);
        boolean refusalLost = first.handshaken()
                && first.askedForCertificate()
                && !first.kafka()
                && first.alert().isEmpty();
        // In TLS 1.3 the refusal comes after the handshake, and what we wrote meanwhile may have erased it: only
        // listen.
        return refusalLost ? tls(protocols, false) : first;
    }

    private Look tls(List<String> protocols, boolean greet) {
        RecordingTrust trust = new RecordingTrust();
        RecordingKeys keys = new RecordingKeys(client);
        String protocol = "";
        String suite = "";
        boolean kafka = false;
        Optional<String> failure = Optional.empty();
        try (Deadline deadline = new Deadline(patience);
                Socket plain = new Socket()) {
            deadline.guard(plain);
            try {
                plain.connect(address, deadline.leftMillis());
                plain.setSoTimeout(deadline.leftMillis());
                try (SSLSocket socket = socket(plain, trust, keys, protocols)) {
                    socket.startHandshake();
                    protocol = socket.getSession().getProtocol();
                    suite = socket.getSession().getCipherSuite();
                    if (greet) {
                        KafkaGreeting.send(socket.getOutputStream());
                    }
                    byte[] answer = KafkaGreeting.answer(socket.getInputStream());
                    kafka = KafkaGreeting.isKafka(answer);
                    failure = kafka ? Optional.empty() : Optional.of("it ended the connection without an answer");
                }
            } catch (IOException e) {
                failure = Optional.of(words(e, deadline));
            }
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(String.valueOf(e.getMessage())));
        }
        return new Look(trust.chain(), protocol, suite, keys.asked(), keys.issuers(), kafka, failure);
    }

    private String words(IOException e, Deadline deadline) {
        return deadline.passed() || e instanceof SocketTimeoutException
                ? "no answer within " + patience.toSeconds() + " s"
                : String.valueOf(e.getMessage());
    }

    private SSLSocket socket(Socket plain, RecordingTrust trust, RecordingKeys keys, List<String> protocols)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, random);
            SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, serverName.value(), address.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(protocols.toArray(String[]::new));
            if (!serverName.address() && !serverName.value().startsWith("*")) {
                parameters.setServerNames(List.of(new SNIHostName(serverName.value())));
            }
            socket.setSSLParameters(parameters);
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** What the port says to the same question without TLS; empty when it says nothing. */
    byte[] plaintext() {
        try (Deadline deadline = new Deadline(patience);
                Socket socket = new Socket()) {
            deadline.guard(socket);
            socket.connect(address, deadline.leftMillis());
            socket.setSoTimeout(deadline.leftMillis());
            KafkaGreeting.send(socket.getOutputStream());
            return KafkaGreeting.answer(socket.getInputStream());
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
