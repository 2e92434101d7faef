package io.gatehouse.zk;

import io.gatehouse.tls.TlsConfigurationException;
import io.gatehouse.tls.TlsMaterial;
import io.gatehouse.tls.TlsSettings;
import java.util.Map;
import java.util.Optional;
import org.apache.zookeeper.common.X509Exception;
import org.apache.zookeeper.server.auth.ProviderRegistry;
import org.apache.zookeeper.server.auth.X509AuthenticationProvider;

/**
 * The one place where system properties are set, because ZooKeeper reads these from nowhere else.
 *
 * <p>For a client only {@code jute.maxbuffer}: the largest answer that is read, 4 MiB unless set (COMPAT C1.2), because
 * a folder with many children is larger than ZooKeeper's own 1 MiB.
 *
 * <p>For the embedded server its TLS stores, from which its certificate provider reads keys and anchors at once; after
 * that the passwords are taken out again.
 */
final class ZooKeeperProperties {
    private static final String ANSWER_BYTES_MAX = "jute.maxbuffer";
    private static final String X509 = ProviderRegistry.AUTHPROVIDER_PROPERTY_PREFIX + "x509";

    /** What the server gets besides its stores. */
    private static final Map<String, String> SERVER = Map.of(
            "zookeeper.serverCnxnFactory",
            "org.apache.zookeeper.server.NettyServerCnxnFactory",
            "zookeeper.maxCnxns", // No limit in all, as is the default, of which ZooKeeper would warn; see
            // maxClientCnxns.
            "0",
            "zookeeper.4lw.commands.whitelist",
            "",
            "zookeeper.admin.enableServer",
            "false",
            "zookeeper.DigestAuthenticationProvider.enabled",
            "false",
            "zookeeper.ssl.clientAuth",
            "need",
            "zookeeper.ssl.authProvider",
            "x509",
            X509,
            X509AuthenticationProvider.class.getName());

    private ZooKeeperProperties() {}

    static synchronized void setForClient() {
        if (System.getProperty(ANSWER_BYTES_MAX) == null) {
            System.setProperty(ANSWER_BYTES_MAX, String.valueOf(4 * 1024 * 1024));
        }
    }

    /** @throws ZkUnavailable if the stores cannot be read */
    static synchronized void setForServer(Optional<TlsSettings> tls) {
        setForClient();
        SERVER.forEach(System::setProperty);
        tls.ifPresent(ZooKeeperProperties::loadStores);
    }

    private static void loadStores(TlsSettings tls) {
        try {
            TlsMaterial.load(tls); // Says what is wrong better than ZooKeeper does.
        } catch (TlsConfigurationException e) {
            throw new ZkUnavailable("TLS of the embedded ZooKeeper: " + e.getMessage());
        }
        Map<String, String> stores = TlsProperties.of(tls);
        stores.forEach(System::setProperty);
        try {
            ProviderRegistry.getProvider("x509"); // Else its own first use would read the stores once more.
            ProviderRegistry.addOrUpdateProvider(X509);
            X509AuthenticationProvider provider = (X509AuthenticationProvider) ProviderRegistry.getProvider("x509");
            provider.getKeyManager();
            provider.getTrustManager();
        } catch (X509Exception e) {
            throw new ZkUnavailable(
                    "ZooKeeper cannot use the key and trust store that TLS was configured with: " + e.getMessage());
        } finally {
            stores.keySet().stream().filter(name -> name.endsWith(".password")).forEach(System::clearProperty);
        }
    }
}
