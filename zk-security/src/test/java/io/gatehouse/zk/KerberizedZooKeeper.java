package io.gatehouse.zk;

import io.gatehouse.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * ZooKeeper's own server in a process of its own, since what it reads of Kerberos is one for all of a JVM: mutual TLS, and SASL
 * with a keytab.
 */
final class KerberizedZooKeeper implements AutoCloseable {
    private static final String LOGIN_FILE = "-Djava.security.auth.login.config=";

    private final List<String> command;
    private final Path log;
    private final int port;
    private Process process;

    /** @param more lines for its settings */
    KerberizedZooKeeper(Path folder, int port, TlsSettings tls, String principal, Path keyTab, TestKdc kdc, String more)
            throws IOException {
        this.port = port;
        this.log = folder.resolve("zookeeper.log");
        Path logIns = Files.writeString(folder.resolve("jaas.conf"), """
                Server {
                  com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true doNotPrompt=true
                    useTicketCache=false isInitiator=false keyTab="%s" principal="%s@%s";
                };
                """.formatted(keyTab, principal, TestKdc.REALM));
        Path settings = Files.writeString(folder.resolve("zoo.cfg"), """
                dataDir=%s
                secureClientPort=%d
                secureClientPortAddress=127.0.0.1
                serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory
                admin.enableServer=false
                ssl.clientAuth=need
                ssl.authProvider=x509
                ssl.keyStore.location=%s
                ssl.keyStore.password=%s
                ssl.trustStore.location=%s
                ssl.trustStore.password=%s
                authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider
                authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider
                %s
                """.formatted(
                        folder.resolve("data"),
                        port,
                        tls.keyStore().location().orElseThrow(),
                        TestPki.PASSWORD,
                        tls.trustStore().location().orElseThrow(),
                        TestPki.PASSWORD,
                        more));
        this.command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.security.krb5.conf=" + kdc.settings(),
                LOGIN_FILE + logIns,
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.zookeeper.server.ZooKeeperServerMain",
                settings.toString());
        this.process = begin(command);
    }

    private Process begin(List<String> command) throws IOException {
        Process begun = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        TestZooKeeper.await("ZooKeeper accepts connections", () -> {
            if (!begun.isAlive()) {
                throw new AssertionError("ZooKeeper ended: " + log());
            }
            return accepts();
        });
        return begun;
    }

    private boolean accepts() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(TestZooKeeper.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    void startAgain() throws IOException {
        process = begin(command);
    }

    /** As one that knows nothing of SASL. */
    void startAgainWithoutLogIns() throws IOException {
        process = begin(
                command.stream().filter(word -> !word.startsWith(LOGIN_FILE)).toList());
    }

    @Override
    public void close() {
        stop();
    }
}
