package io.gatehouse.broker.config;

import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.TlsSettings;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes the admin endpoint's settings: an address, and TLS as a listener of the name ADMIN would have it. */
final class AdminReader {
    static final String NAME = "ADMIN";
    private static final String PREFIX = "admin";

    private final Values values;

    AdminReader(Values values) {
        this.values = values;
    }

    /** The names that settings may have as a listener's prefix, lower case: those of {@code listeners}, and this one. */
    static Set<String> names(Values values) {
        Set<String> names = new TreeSet<>(ListenerReader.names(values));
        if (values.find(OwnKeys.ADMIN_LISTENER).isPresent()) {
            names.add(PREFIX);
        }
        return names;
    }

    /** Empty where nobody asks for it. */
    Optional<ListenerConfig> read() {
        Optional<String> text = values.find(OwnKeys.ADMIN_LISTENER);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Endpoint> endpoint =
                Endpoint.parse(text.get()).filter(parsed -> parsed.name().equals("HTTPS"));
        if (endpoint.isEmpty()) {
            values.mistake(OwnKeys.ADMIN_LISTENER, "https://HOST:PORT, IPv6 in brackets");
            return Optional.empty();
        }
        return Optional.of(listener(endpoint.get(), values.ofListener(PREFIX)));
    }

    private static ListenerConfig listener(Endpoint endpoint, Values own) {
        if (own.own(TlsKeys.SSL_CLIENT_AUTH)
                && !own.get(TlsKeys.SSL_CLIENT_AUTH).equals(ClientAuth.REQUIRED.setting())) {
            own.mistake(TlsKeys.SSL_CLIENT_AUTH, "required, or no such line: nobody comes in without a certificate");
        }
        if (own.find(TlsKeys.SSL_ENGINE_FACTORY_CLASS).isPresent()) {
            own.mistake(
                    TlsKeys.SSL_ENGINE_FACTORY_CLASS,
                    "such lines with a listener's prefix only, because the admin endpoint makes its own engines");
        }
        if (own.own(SaslKeys.PRINCIPAL_BUILDER_CLASS)) {
            own.mistake(
                    SaslKeys.PRINCIPAL_BUILDER_CLASS,
                    "no such line: administrators are who ssl.principal.mapping.rules make of their certificates");
        }
        TlsSettings tls = new TlsReader(own).read(SecurityProtocol.SSL).withClientAuth(ClientAuth.REQUIRED);
        if (!tls.trustStore().present()) {
            own.mistake(TlsKeys.SSL_TRUSTSTORE_LOCATION, "the file with the authorities that sign administrators");
        }
        return new ListenerConfig(
                NAME,
                SecurityProtocol.SSL,
                endpoint.host(),
                endpoint.port(),
                false,
                endpoint.host(),
                endpoint.port(),
                Optional.of(tls),
                Optional.empty(),
                new SaslReader(own, PREFIX).none(),
                ListenerReader.certificateNames(own),
                Optional.empty());
    }
}
