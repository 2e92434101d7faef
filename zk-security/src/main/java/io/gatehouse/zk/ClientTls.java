package io.gatehouse.zk;

import io.gatehouse.tls.LiveMaterial;
import io.gatehouse.tls.PrivateStores;
import io.gatehouse.tls.ReloadRules;
import io.gatehouse.tls.TlsConfigurationException;
import io.gatehouse.tls.TlsSettings;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Map;

/**
 * Keys and trust of one session. ZooKeeper's client opens its stores for each connection; it is given copies, which change
 * only when what the operator's files hold has been judged and found good. Thread: as {@link LiveMaterial}.
 */
record ClientTls(TlsSettings settings, LiveMaterial material, PrivateStores copies) implements AutoCloseable {
    /** @throws ZkUnavailable when the stores cannot be read */
    static ClientTls load(TlsSettings settings, boolean otherIdentityAllowed) {
        requireBoth(settings);
        try {
            LiveMaterial material =
                    LiveMaterial.load(settings, new ReloadRules(settings, false, otherIdentityAllowed, true));
            PrivateStores copies = PrivateStores.of(material.current(), new SecureRandom());
            material.add(copies);
            return new ClientTls(settings, material, copies);
        } catch (TlsConfigurationException e) {
            throw new ZkUnavailable("TLS for ZooKeeper: " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw new ZkUnavailable("TLS for ZooKeeper: no room for copies of its stores: " + e.getMessage());
        }
    }

    private static void requireBoth(TlsSettings settings) {
        if (!settings.keyStore().present() || !settings.trustStore().present()) {
            throw new ZkUnavailable("zookeeper.ssl." + (settings.keyStore().present() ? "truststore" : "keystore")
                    + ".location is not set (expected: a PKCS12, JKS or PEM file; ZooKeeper needs mutual TLS)");
        }
    }

    /** As ZooKeeper's client names them. */
    Map<String, String> properties() {
        return TlsProperties.of(copies.settings(settings));
    }

    @Override
    public void close() {
        copies.close();
    }
}
