package io.gatehouse.zk;

import io.gatehouse.tls.TlsSettings;
import org.apache.zookeeper.client.ZKClientConfig;

/** Turns our settings into those of ZooKeeper's client: per session, so that no system property decides about security. */
final class ClientConfig {
    private ClientConfig() {}

    static ZKClientConfig of(ZkSettings settings) {
        ZooKeeperProperties.setForClient();
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        config.setProperty(
                ZKClientConfig.SECURE_CLIENT, String.valueOf(settings.tls().isPresent()));
        settings.tls().ifPresent(tls -> secure(config, tls));
        return config;
    }

    private static void secure(ZKClientConfig config, TlsSettings tls) {
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
        TlsProperties.of(tls).forEach(config::setProperty);
    }
}
