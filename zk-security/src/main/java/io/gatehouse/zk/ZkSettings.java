package io.gatehouse.zk;

import io.gatehouse.tls.TlsSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach ZooKeeper.
 *
 * @param connect {@code zookeeper.connect}: {@code host:port,...} and optionally a chroot {@code /path}
 * @param sessionTimeout {@code zookeeper.session.timeout.ms}
 * @param connectionTimeout {@code zookeeper.connection.timeout.ms}: how long {@link ZkSession#connect} tries
 * @param inFlightMax {@code zookeeper.max.in.flight.requests}: requests sent and not answered yet
 * @param tls mutual TLS; empty is a plain connection, which the settings table allows by a named override only
 * @param otherIdentityAllowed {@code ssl.allow.dn.changes}: the certificate may be replaced by one with another subject
 * @param setAcl {@code zookeeper.set.acl}: znodes are writable by this identity only (COMPAT C12)
 * @param kerberos a second proof on top of mutual TLS; empty: the certificate is the only one
 */
public record ZkSettings(
        String connect,
        Duration sessionTimeout,
        Duration connectionTimeout,
        int inFlightMax,
        Optional<TlsSettings> tls,
        boolean otherIdentityAllowed,
        boolean setAcl,
        Optional<ZkKerberos> kerberos) {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(18);
    private static final int IN_FLIGHT_MAX = 10;

    public ZkSettings {
        if (connect.isBlank() || connect.startsWith("/")) {
            throw new IllegalArgumentException(
                    "zookeeper.connect = '" + connect + "' (expected: host:port,.../chroot)");
        }
        if (sessionTimeout.isNegative() || sessionTimeout.isZero()) {
            throw new IllegalArgumentException("zookeeper.session.timeout.ms (expected: more than 0)");
        }
        if (connectionTimeout.isNegative() || connectionTimeout.isZero()) {
            throw new IllegalArgumentException("zookeeper.connection.timeout.ms (expected: more than 0)");
        }
        if (inFlightMax < 1) {
            throw new IllegalArgumentException("zookeeper.max.in.flight.requests (expected: at least 1)");
        }
        if (kerberos.isPresent() && tls.isEmpty()) {
            throw new IllegalArgumentException("Kerberos to ZooKeeper (expected: over mutual TLS)");
        }
    }

    /** With the certificate as the only proof. */
    public ZkSettings(
            String connect,
            Duration sessionTimeout,
            Duration connectionTimeout,
            int inFlightMax,
            Optional<TlsSettings> tls,
            boolean otherIdentityAllowed,
            boolean setAcl) {
        this(
                connect,
                sessionTimeout,
                connectionTimeout,
                inFlightMax,
                tls,
                otherIdentityAllowed,
                setAcl,
                Optional.empty());
    }

    /** The defaults (COMPAT C1.1) over mutual TLS, with znode permissions on. */
    public static ZkSettings secure(String connect, TlsSettings tls) {
        return new ZkSettings(connect, SESSION_TIMEOUT, SESSION_TIMEOUT, IN_FLIGHT_MAX, Optional.of(tls), false, true);
    }

    /** The servers, without the chroot. */
    String servers() {
        int slash = connect.indexOf('/');
        return slash < 0 ? connect : connect.substring(0, slash);
    }

    /** The chroot without a slash at its end; empty if there is none. */
    String chroot() {
        int slash = connect.indexOf('/');
        String path = slash < 0 ? "" : connect.substring(slash);
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
