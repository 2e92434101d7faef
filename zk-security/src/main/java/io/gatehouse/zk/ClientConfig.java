package io.gatehouse.zk;

import java.util.Optional;
import org.apache.zookeeper.client.ZKClientConfig;

/** Turns our settings into those of ZooKeeper's client: per session, so that no system property decides about security. */
final class ClientConfig {
    private ClientConfig() {}

    static ZKClientConfig of(Optional<ClientTls> tls, Optional<KerberosLogIn> kerberos) {
        ZooKeeperProperties.setForClient();
        ZKClientConfig config = new ZKClientConfig();
        // CONFORMANCE ZKS-05: without a log-in of ours there is none.
        config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, String.valueOf(kerberos.isPresent()));
        config.setProperty(ZKClientConfig.ZOOKEEPER_SERVER_PRINCIPAL, null); // One name for all servers.
        kerberos.ifPresent(own -> own.properties().forEach(config::setProperty));
        config.setProperty(ZKClientConfig.SECURE_CLIENT, String.valueOf(tls.isPresent()));
        tls.ifPresent(secure -> secure(config, secure));
        return config;
    }

    private static void secure(ZKClientConfig config, ClientTls tls) {
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
        tls.properties().forEach(config::setProperty);
    }
}
