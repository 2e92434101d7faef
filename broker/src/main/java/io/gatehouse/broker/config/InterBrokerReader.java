package io.gatehouse.broker.config;

import io.gatehouse.tls.ClientAuth;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which listener brokers use among themselves (CONFORMANCE LSN-08, LSN-09, CVL-09, CVL-15, CVL-20). */
final class InterBrokerReader {
    private final Values values;

    InterBrokerReader(Values values) {
        this.values = values;
    }

    /** The listener's name, also if it is not a possible one. */
    String read(List<ListenerConfig> listeners) {
        boolean byName = values.given(NetworkKeys.INTER_BROKER_LISTENER_NAME);
        ConfigKey<String> key =
                byName ? NetworkKeys.INTER_BROKER_LISTENER_NAME : NetworkKeys.SECURITY_INTER_BROKER_PROTOCOL;
        if (byName && values.given(NetworkKeys.SECURITY_INTER_BROKER_PROTOCOL)) {
            values.mistake(
                    NetworkKeys.SECURITY_INTER_BROKER_PROTOCOL,
                    "no such line, since " + NetworkKeys.INTER_BROKER_LISTENER_NAME.name() + " is there");
        }
        String name = values.get(key).toUpperCase(Locale.ROOT);
        Optional<ListenerConfig> listener =
                listeners.stream().filter(each -> each.name().equals(name)).findFirst();
        if (listener.filter(ListenerConfig::advertised).isEmpty()) {
            values.mistake(
                    key,
                    "the name of an advertised listener with mutual TLS; add "
                            + NetworkKeys.INTER_BROKER_LISTENER_NAME.name() + "=INTERNAL, for example");
            return name;
        }
        requireProof(key, listener.get());
        return name;
    }

    /** Brokers know one another by their certificates; one that shows none is nobody and may do nothing. */
    private void requireProof(ConfigKey<String> key, ListenerConfig listener) {
        if (listener.engines().isPresent()) {
            values.ofListener(listener.prefix())
                    .mistake(
                            TlsKeys.SSL_ENGINE_FACTORY_CLASS,
                            "another listener than " + listener.name() + ", which brokers use among themselves");
        }
        if (listener.principals().isPresent()) {
            values.ofListener(listener.prefix())
                    .mistake(
                            SaslKeys.PRINCIPAL_BUILDER_CLASS,
                            "another listener than " + listener.name()
                                    + ", which brokers use among themselves; name listeners in the prefix");
        }
        if (listener.protocol().sasl()) {
            values.mistake(
                    key, "a listener with protocol SSL; brokers do not use SASL among themselves in this version");
        } else if (listener.tls()
                .filter(tls -> tls.clientAuth() != ClientAuth.REQUIRED)
                .isPresent()) {
            values.ofListener(listener.prefix())
                    .mistake(
                            TlsKeys.SSL_CLIENT_AUTH,
                            "required, on the listener " + listener.name() + " that brokers use among themselves");
        }
    }
}
