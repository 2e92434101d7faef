package io.gatehouse.broker.config;

import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.tls.TlsSettings;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.security.auth.KafkaPrincipalBuilder;
import org.apache.kafka.common.security.auth.SslEngineFactory;

/**
 * One listener.
 *
 * @param name upper case
 * @param host where to bind; empty is every address
 * @param port 0 is any free one
 * @param advertised whether other brokers and clients are told of it
 * @param advertisedHost empty: this machine's canonical name
 * @param advertisedPort 0: the port that was bound
 * @param tls there where the protocol has TLS
 * @param engines who makes the TLS engines, where it is not we
 * @param certificateNames from certificate names to principals
 * @param principals who makes principals of what was proved, where it is not we
 */
public record ListenerConfig(
        String name,
        SecurityProtocol protocol,
        String host,
        int port,
        boolean advertised,
        String advertisedHost,
        int advertisedPort,
        Optional<TlsSettings> tls,
        Optional<PluginClass<SslEngineFactory>> engines,
        SaslSettings sasl,
        PrincipalMapping certificateNames,
        Optional<PluginClass<KafkaPrincipalBuilder>> principals) {
    /** Whether we make the TLS engines, with stores that we follow. */
    public boolean ownEngines() {
        return tls.isPresent() && engines.isEmpty();
    }

    public boolean sameName(ListenerConfig other) {
        return name.equals(other.name);
    }

    /** Whether a setting of a store is this listener's own. */
    public boolean owns(String setting) {
        return StoreKeys.listener(setting).filter(prefix()::equals).isPresent();
    }

    /** The name as prefixes of keys have it. */
    public String prefix() {
        return name.toLowerCase(Locale.ROOT);
    }
}
