package io.gatehouse.zk;

import io.gatehouse.tls.TlsClient;
import io.gatehouse.tls.TlsConfigurationException;
import io.gatehouse.tls.TlsSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.zookeeper.client.ConnectStringParser;

/**
 * Finds out why no session opens: ZooKeeper's client retries in silence, an operator wants one sentence. Opens a
 * connection of its own to each server, with the same keys and the same checks.
 */
final class ConnectProbe {
    private static final int CONNECT_MILLIS = 2_000;

    /** In TLS 1.3 a server that refuses our certificate says so after our side of the handshake is done. */
    private static final int VERDICT_MILLIS = 500;

    private final List<InetSocketAddress> servers;
    private final Optional<SSLContext> tls;
    private final List<String> protocols;

    private ConnectProbe(List<InetSocketAddress> servers, Optional<SSLContext> tls, List<String> protocols) {
        this.servers = servers;
        this.tls = tls;
        this.protocols = protocols;
    }

    static ConnectProbe of(ZkSettings settings, Optional<ClientTls> tls) {
        List<InetSocketAddress> servers = List.copyOf(new ConnectStringParser(settings.servers()).getServerAddresses());
        return new ConnectProbe(
                servers,
                tls.map(ConnectProbe::context),
                settings.tls().map(TlsSettings::protocols).orElse(List.of()));
    }

    /** What is wrong; {@code lasting} if waiting will not help with any of the servers. */
    Finding look() {
        List<Finding> findings = servers.stream().map(this::look).toList();
        return findings.stream()
                .filter(finding -> !finding.lasting())
                .findFirst()
                .orElse(findings.get(0));
    }

    private Finding look(InetSocketAddress server) {
        String name = server.getHostString() + ":" + server.getPort();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            if (tls.isPresent()) {
                handshake(tls.get(), socket, server);
            }
            return new Finding(false, name + " accepts connections but opens no session");
        } catch (UnknownHostException e) {
            return new Finding(false, name + " has no known address");
        } catch (ConnectException e) {
            return new Finding(false, name + " refuses the connection (is ZooKeeper running there?)");
        } catch (SocketTimeoutException e) {
            return new Finding(false, name + " does not answer");
        } catch (SSLException e) {
            return new Finding(true, "TLS with " + name + " fails: " + e.getMessage());
        } catch (IOException e) {
            return new Finding(false, name + ": " + e.getMessage());
        }
    }

    private void handshake(SSLContext context, Socket plain, InetSocketAddress server) throws IOException {
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(plain, server.getHostString(), server.getPort(), true);
        SSLParameters checks = socket.getSSLParameters();
        checks.setEndpointIdentificationAlgorithm("HTTPS");
        checks.setProtocols(protocols.toArray(new String[0]));
        socket.setSSLParameters(checks);
        socket.startHandshake();
        socket.setSoTimeout(VERDICT_MILLIS);
        try {
            if (socket.getInputStream().read() < 0) {
                throw new SSLException("the server hung up after the handshake (does it trust this certificate?)");
            }
        } catch (SocketTimeoutException e) {
            return; // The server waits for us: it took the certificate.
        }
    }

    private static SSLContext context(ClientTls tls) {
        try (TlsClient client = TlsClient.of(tls.settings(), tls.material().current())) {
            return client.jdkContext();
        } catch (TlsConfigurationException e) {
            throw new ZkUnavailable("TLS for ZooKeeper: " + e.getMessage());
        }
    }

    /** @param lasting whether only a change of keys, certificates or settings can help */
    record Finding(boolean lasting, String sentence) {}
}
