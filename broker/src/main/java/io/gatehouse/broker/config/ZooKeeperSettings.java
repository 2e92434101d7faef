package io.gatehouse.broker.config;

import io.gatehouse.tls.TlsSettings;
import io.gatehouse.zk.ZkKerberos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach ZooKeeper and what to put there.
 *
 * @param connect {@code host:port,host:port/chroot}
 * @param tls empty: clear text, which was allowed by name
 * @param kerberos a second proof besides the certificate
 * @param setAcl whether znodes get permissions
 * @param keyRing empty: secrets lie there readable, which was allowed by name
 */
public record ZooKeeperSettings(
        String connect,
        Duration sessionTimeout,
        Duration connectionTimeout,
        Optional<TlsSettings> tls,
        Optional<ZkKerberos> kerberos,
        boolean setAcl,
        Optional<Path> keyRing) {}
