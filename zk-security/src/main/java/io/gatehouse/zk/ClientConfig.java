package io.gatehouse.zk;

import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;

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

    private static void secure(ZKClientConfig config, ZkTls tls) {
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
        try (ClientX509Util names = new ClientX509Util()) {
            config.setProperty(
                    names.getSslKeystoreLocationProperty(),
                    tls.keyStore().file().toString());
            config.setProperty(
                    names.getSslKeystoreTypeProperty(), tls.keyStore().type());
            config.setProperty(
                    names.getSslKeystorePasswdProperty(), text(tls.keyStore().password()));
            config.setProperty(names.getSslKeystorePasswdPathProperty(), "");
            config.setProperty(
                    names.getSslTruststoreLocationProperty(),
                    tls.trustStore().file().toString());
            config.setProperty(
                    names.getSslTruststoreTypeProperty(), tls.trustStore().type());
            config.setProperty(
                    names.getSslTruststorePasswdProperty(),
                    text(tls.trustStore().password()));
            config.setProperty(names.getSslTruststorePasswdPathProperty(), "");
            config.setProperty(names.getSslEnabledProtocolsProperty(), String.join(",", tls.protocols()));
            config.setProperty(names.getSslHostnameVerificationEnabledProperty(), "true");
            config.setProperty(names.getSslAllowReverseDnsLookupProperty(), "false");
            // The JDK's own trust manager and host name check, without ZooKeeper's look-up of names by address.
            config.setProperty(names.getFipsModeProperty(), "true");
        }
    }

    static String text(Secret password) {
        return new String(password.reveal(), StandardCharsets.UTF_8);
    }
}
