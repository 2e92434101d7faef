package io.gatehouse.broker.main.quickstart;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.main.Broker;
import io.gatehouse.certs.StorePassword;
import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.tls.TrustStoreSettings;
import io.gatehouse.zk.EmbeddedZooKeeper;
import io.gatehouse.zk.EmbeddedZooKeeperSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Both servers in this process. */
final class ServersInProcess implements Servers {
    private static final String PKCS12 = "PKCS12";

    private final Workspace workspace;
    private final Ports ports;

    ServersInProcess(Workspace workspace, Ports ports) {
        this.workspace = workspace;
        this.ports = ports;
    }

    @Override
    public AutoCloseable zooKeeper() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.zooKeeper());
        return EmbeddedZooKeeper.start(EmbeddedZooKeeperSettings.secure(address, workspace.zooKeeperData(), tls()));
    }

    private TlsSettings tls() {
        String name = Certificates.ZOOKEEPER;
        Secret password = Secret.ofText(new String(StorePassword.read(workspace.storePassword(name))));
        return TlsSettings.of(
                        KeyStoreSettings.store(PKCS12, workspace.keyStore(name), password),
                        TrustStoreSettings.store(PKCS12, workspace.trustStore(name), Optional.of(password)))
                .withClientAuth(ClientAuth.REQUIRED);
    }

    @Override
    public AutoCloseable broker(Path serverProperties) {
        return BrokerConfig.load(serverProperties, Map.of(), System.getenv())
                .<Broker>fold(
                        legal -> Broker.start(legal.config(), legal.report().warnings()), refused -> {
                            throw new QuickstartFailure(serverProperties + " cannot start a broker:"
                                    + System.lineSeparator() + refused.report());
                        });
    }
}
