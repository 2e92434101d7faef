package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.PASSWORD;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;

import java.util.List;

/** ZooKeeper (CONFORMANCE CFG-247..CFG-267). */
final class ZooKeeperKeys {
    static final ConfigKey<String> ZOOKEEPER_CONNECT =
            key("zookeeper.connect", TEXT, RESTART, "H:p,h:p/chroot; required in this mode.");

    static final ConfigKey<Integer> ZOOKEEPER_CONNECTION_TIMEOUT_MS =
            key("zookeeper.connection.timeout.ms", intFrom(Integer.MIN_VALUE), RESTART, "Null = session timeout.");

    static final ConfigKey<Integer> ZOOKEEPER_SESSION_TIMEOUT_MS =
            key("zookeeper.session.timeout.ms", intFrom(Integer.MIN_VALUE), "18000", RESTART, "Session.");

    static final ConfigKey<Boolean> ZOOKEEPER_SET_ACL =
            key("zookeeper.set.acl", BOOLEAN, "false", RESTART, "Write secure ACLs (ZKA rows).");

    static final ConfigKey<String> ZOOKEEPER_CLIENT_CNXN_SOCKET =
            key("zookeeper.clientCnxnSocket", TEXT, RESTART, "Netty socket class for TLS.");

    static final ConfigKey<Boolean> ZOOKEEPER_SSL_CLIENT_ENABLE =
            key("zookeeper.ssl.client.enable", BOOLEAN, "false", RESTART, "TLS on.");

    static final ConfigKey<String> ZOOKEEPER_SSL_KEYSTORE_LOCATION =
            key("zookeeper.ssl.keystore.location", TEXT, RESTART, "Client certificate store.");

    static final ConfigKey<String> ZOOKEEPER_SSL_KEYSTORE_PASSWORD =
            key("zookeeper.ssl.keystore.password", PASSWORD, RESTART, "Its password (= key password).");

    static final ConfigKey<String> ZOOKEEPER_SSL_KEYSTORE_TYPE =
            key("zookeeper.ssl.keystore.type", TEXT, RESTART, "Null = by extension.");

    static final ConfigKey<String> ZOOKEEPER_SSL_TRUSTSTORE_LOCATION =
            key("zookeeper.ssl.truststore.location", TEXT, RESTART, "Trust store.");

    static final ConfigKey<String> ZOOKEEPER_SSL_TRUSTSTORE_PASSWORD =
            key("zookeeper.ssl.truststore.password", PASSWORD, RESTART, "Its password.");

    static final ConfigKey<String> ZOOKEEPER_SSL_TRUSTSTORE_TYPE =
            key("zookeeper.ssl.truststore.type", TEXT, RESTART, "Null = by extension.");

    static final ConfigKey<String> ZOOKEEPER_SSL_PROTOCOL =
            key("zookeeper.ssl.protocol", TEXT, "TLSv1.2", RESTART, "SSLContext name.");

    static final ConfigKey<List<String>> ZOOKEEPER_SSL_ENABLED_PROTOCOLS =
            key("zookeeper.ssl.enabled.protocols", LIST, RESTART, "Null = protocol.");

    static final ConfigKey<List<String>> ZOOKEEPER_SSL_CIPHER_SUITES =
            key("zookeeper.ssl.cipher.suites", LIST, RESTART, "Null = JVM.");

    static final ConfigKey<String> ZOOKEEPER_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM =
            key("zookeeper.ssl.endpoint.identification.algorithm", TEXT, "HTTPS", RESTART, "Blank = no host check.");

    static final List<ConfigKey<?>> ALL = List.of(
            ZOOKEEPER_CONNECT,
            ZOOKEEPER_CONNECTION_TIMEOUT_MS,
            ZOOKEEPER_SESSION_TIMEOUT_MS,
            later("zookeeper.sync.time.ms", intFrom(Integer.MIN_VALUE), "2000", RESTART, "Unused; accept."),
            later("zookeeper.max.in.flight.requests", intFrom(1), "10", RESTART, "Pipelining limit."),
            ZOOKEEPER_SET_ACL,
            ZOOKEEPER_CLIENT_CNXN_SOCKET,
            ZOOKEEPER_SSL_CLIENT_ENABLE,
            ZOOKEEPER_SSL_KEYSTORE_LOCATION,
            ZOOKEEPER_SSL_KEYSTORE_PASSWORD,
            ZOOKEEPER_SSL_KEYSTORE_TYPE,
            ZOOKEEPER_SSL_TRUSTSTORE_LOCATION,
            ZOOKEEPER_SSL_TRUSTSTORE_PASSWORD,
            ZOOKEEPER_SSL_TRUSTSTORE_TYPE,
            ZOOKEEPER_SSL_PROTOCOL,
            ZOOKEEPER_SSL_ENABLED_PROTOCOLS,
            ZOOKEEPER_SSL_CIPHER_SUITES,
            ZOOKEEPER_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM,
            later("zookeeper.ssl.crl.enable", BOOLEAN, "false", RESTART, "CRL checks."),
            later("zookeeper.ssl.ocsp.enable", BOOLEAN, "false", RESTART, "OCSP checks."),
            later(
                    "zookeeper.metadata.migration.enable",
                    BOOLEAN,
                    "false",
                    RESTART,
                    "Migration to KRaft; refuse true."));

    private ZooKeeperKeys() {}
}
