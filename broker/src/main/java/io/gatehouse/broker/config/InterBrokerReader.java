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

    /**
     * The listener between brokers.
     *
     * @param name also if it is not a possible one
     * @param logIn there where it has SASL and the settings are legal
     */
    record InterBroker(String name, Optional<OwnLogIn> logIn) {}

    /** What the settings call the listener, whether or not there is one. */
    static String name(Values values) {
        return values.get(key(values)).toUpperCase(Locale.ROOT);
    }

    private static ConfigKey<String> key(Values values) {
        return values.given(NetworkKeys.INTER_BROKER_LISTENER_NAME)
                ? NetworkKeys.INTER_BROKER_LISTENER_NAME
                : NetworkKeys.SECURITY_INTER_BROKER_PROTOCOL;
    }

    InterBroker read(List<ListenerConfig> listeners) {
        ConfigKey<String> key = key(values);
        if (values.given(NetworkKeys.INTER_BROKER_LISTENER_NAME)
                && values.given(NetworkKeys.SECURITY_INTER_BROKER_PROTOCOL)) {
            values.mistake(
                    NetworkKeys.SECURITY_INTER_BROKER_PROTOCOL,
                    "no such line, since " + NetworkKeys.INTER_BROKER_LISTENER_NAME.name() + " is there");
        }
        String name = name(values);
        Optional<ListenerConfig> listener =
                listeners.stream().filter(each -> each.name().equals(name)).findFirst();
        if (listener.filter(ListenerConfig::advertised).isEmpty()) {
            values.mistake(
                    key,
                    "the name of an advertised listener with mutual TLS or SASL; add "
                            + NetworkKeys.INTER_BROKER_LISTENER_NAME.name() + "=INTERNAL, for example");
            return new InterBroker(name, Optional.empty());
        }
        requireProof(listener.get());
        return new InterBroker(
                name,
                listener.filter(found -> found.protocol().sasl())
                        .flatMap(found -> new OwnLogInReader(values, found).read()));
    }

    /** Without SASL brokers know one another by their certificates; one that shows none is nobody and may do nothing. */
    private void requireProof(ListenerConfig listener) {
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
        if (!listener.protocol().sasl()
                && listener.tls()
                        .filter(tls -> tls.clientAuth() != ClientAuth.REQUIRED)
                        .isPresent()) {
            values.ofListener(listener.prefix())
                    .mistake(
                            TlsKeys.SSL_CLIENT_AUTH,
                            "required, on the listener " + listener.name() + " that brokers use among themselves");
        }
    }
}
