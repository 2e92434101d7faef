package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.PER_BROKER;
import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.CLASS;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.PASSWORD;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.oneOf;

import java.util.List;

/** TLS of listeners and of our own connections to other brokers (CONFORMANCE CFG-028..CFG-051). */
final class TlsKeys {
    static final ConfigKey<String> SSL_KEYSTORE_LOCATION =
            key("ssl.keystore.location", TEXT, PER_BROKER, "Key store file; for PEM: key and chain in one file.");

    static final ConfigKey<String> SSL_KEYSTORE_PASSWORD =
            key("ssl.keystore.password", PASSWORD, PER_BROKER, "Store password; not used with PEM.");

    static final ConfigKey<String> SSL_KEYSTORE_TYPE =
            key("ssl.keystore.type", TEXT, "JKS", PER_BROKER, "JKS, PKCS12, PEM or a provider's type.");

    static final ConfigKey<String> SSL_KEY_PASSWORD =
            key("ssl.key.password", PASSWORD, PER_BROKER, "Private key password.");

    static final ConfigKey<String> SSL_KEYSTORE_KEY =
            key("ssl.keystore.key", PASSWORD, PER_BROKER, "Inline PEM private key (PKCS#8).");

    static final ConfigKey<String> SSL_KEYSTORE_CERTIFICATE_CHAIN =
            key("ssl.keystore.certificate.chain", PASSWORD, PER_BROKER, "Inline PEM chain, leaf first.");

    static final ConfigKey<String> SSL_TRUSTSTORE_LOCATION =
            key("ssl.truststore.location", TEXT, PER_BROKER, "Trust store file.");

    static final ConfigKey<String> SSL_TRUSTSTORE_PASSWORD =
            key("ssl.truststore.password", PASSWORD, PER_BROKER, "Optional: without it no integrity check of JKS.");

    static final ConfigKey<String> SSL_TRUSTSTORE_TYPE =
            key("ssl.truststore.type", TEXT, "JKS", PER_BROKER, "JKS, PKCS12, PEM.");

    static final ConfigKey<String> SSL_TRUSTSTORE_CERTIFICATES =
            key("ssl.truststore.certificates", PASSWORD, PER_BROKER, "Inline PEM CA certificates.");

    static final ConfigKey<String> SSL_CLIENT_AUTH = key(
            "ssl.client.auth",
            oneOf("required", "requested", "none"),
            "none",
            PER_BROKER,
            "None, requested, required.");

    static final ConfigKey<List<String>> SSL_ENABLED_PROTOCOLS =
            key("ssl.enabled.protocols", LIST, "TLSv1.2,TLSv1.3", PER_BROKER, "TLS versions offered.");

    static final ConfigKey<String> SSL_PROTOCOL = key("ssl.protocol", TEXT, "TLSv1.3", PER_BROKER, "SSLContext name.");

    static final ConfigKey<List<String>> SSL_CIPHER_SUITES =
            key("ssl.cipher.suites", LIST, "", PER_BROKER, "Allow list; empty = JVM default.");

    static final ConfigKey<String> SSL_PROVIDER = key(
            "ssl.provider",
            TEXT,
            PER_BROKER,
            "AUTO, OPENSSL, JDK, or the name of a provider that is registered with the JVM.");

    static final ConfigKey<String> SSL_KEYMANAGER_ALGORITHM =
            key("ssl.keymanager.algorithm", TEXT, "SunX509", PER_BROKER, "KeyManagerFactory name (JVM default).");

    static final ConfigKey<String> SSL_TRUSTMANAGER_ALGORITHM =
            key("ssl.trustmanager.algorithm", TEXT, "PKIX", PER_BROKER, "TrustManagerFactory name (JVM default).");

    static final ConfigKey<String> SSL_SECURE_RANDOM_IMPLEMENTATION =
            key("ssl.secure.random.implementation", TEXT, PER_BROKER, "SecureRandom name.");

    static final ConfigKey<String> SSL_ENGINE_FACTORY_CLASS = key(
            "ssl.engine.factory.class",
            CLASS,
            PER_BROKER,
            "An SslEngineFactory, listed in plugin.classes.allowed, that makes a listener's engines.");

    static final ConfigKey<List<String>> SECURITY_PROVIDERS = key(
            "security.providers",
            LIST,
            RESTART,
            "SecurityProviderCreator classes, listed in plugin.classes.allowed, registered with the JVM at start.");

    static final ConfigKey<String> SSL_ENDPOINT_IDENTIFICATION_ALGORITHM = key(
            "ssl.endpoint.identification.algorithm",
            TEXT,
            "https",
            PER_BROKER,
            "Host check of outgoing connections; empty string = off.");

    static final ConfigKey<Boolean> SSL_ALLOW_DN_CHANGES =
            key("ssl.allow.dn.changes", BOOLEAN, "false", RESTART, "Allow other DN on dynamic key store change.");
    static final ConfigKey<Boolean> SSL_ALLOW_SAN_CHANGES =
            key("ssl.allow.san.changes", BOOLEAN, "false", RESTART, "Allow fewer SANs on dynamic key store change.");
    static final ConfigKey<String> SSL_PRINCIPAL_MAPPING_RULES =
            key("ssl.principal.mapping.rules", TEXT, "DEFAULT", RESTART, "DN to principal rules (PMR rows).");

    static final List<ConfigKey<?>> ALL = List.of(
            SSL_KEYSTORE_LOCATION,
            SSL_KEYSTORE_PASSWORD,
            SSL_KEYSTORE_TYPE,
            SSL_KEY_PASSWORD,
            SSL_KEYSTORE_KEY,
            SSL_KEYSTORE_CERTIFICATE_CHAIN,
            SSL_TRUSTSTORE_LOCATION,
            SSL_TRUSTSTORE_PASSWORD,
            SSL_TRUSTSTORE_TYPE,
            SSL_TRUSTSTORE_CERTIFICATES,
            SSL_CLIENT_AUTH,
            SSL_ENABLED_PROTOCOLS,
            SSL_PROTOCOL,
            SSL_CIPHER_SUITES,
            SSL_PROVIDER,
            SSL_KEYMANAGER_ALGORITHM,
            SSL_TRUSTMANAGER_ALGORITHM,
            SSL_SECURE_RANDOM_IMPLEMENTATION,
            SSL_ENDPOINT_IDENTIFICATION_ALGORITHM,
            SSL_ENGINE_FACTORY_CLASS,
            SSL_PRINCIPAL_MAPPING_RULES,
            SSL_ALLOW_DN_CHANGES,
            SSL_ALLOW_SAN_CHANGES,
            SECURITY_PROVIDERS);

    private TlsKeys() {}
}
