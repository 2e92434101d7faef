package io.gatehouse.zk;

import io.gatehouse.auth.secret.Secret;
import java.nio.file.Path;
import java.util.List;

/**
 * Mutual TLS for ZooKeeper, as files: ZooKeeper's own code loads them.
 *
 * @param protocols enabled TLS versions
 */
public record ZkTls(Store keyStore, Store trustStore, List<String> protocols) {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    public ZkTls {
        protocols = List.copyOf(protocols);
    }

    public static ZkTls of(Store keyStore, Store trustStore) {
        return new ZkTls(keyStore, trustStore, PROTOCOLS);
    }

    /**
     * A key or trust store.
     *
     * @param type {@code PKCS12}, {@code JKS} or {@code PEM} (one file with key and chain)
     * @param password empty where the file has none
     */
    public record Store(Path file, String type, Secret password) {}
}
