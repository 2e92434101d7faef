package io.gatehouse.broker.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings of key and trust stores: what of a listener's TLS can change while it runs (CONFORMANCE TLS-52). */
final class StoreKeys {
    static final Set<String> NAMES = Stream.of(
                    TlsKeys.SSL_KEYSTORE_TYPE,
                    TlsKeys.SSL_KEYSTORE_LOCATION,
                    TlsKeys.SSL_KEYSTORE_PASSWORD,
                    TlsKeys.SSL_KEY_PASSWORD,
                    TlsKeys.SSL_KEYSTORE_KEY,
                    TlsKeys.SSL_KEYSTORE_CERTIFICATE_CHAIN,
                    TlsKeys.SSL_TRUSTSTORE_TYPE,
                    TlsKeys.SSL_TRUSTSTORE_LOCATION,
                    TlsKeys.SSL_TRUSTSTORE_PASSWORD,
                    TlsKeys.SSL_TRUSTSTORE_CERTIFICATES)
            .map(ConfigKey::name)
            .collect(Collectors.toUnmodifiableSet());

    private static final String PREFIX = "listener.name.";

    /** Kafka takes a listener's own settings in lower case only. */
    private static final Pattern OWN = Pattern.compile("listener\\.name\\.([^.A-Z]+)\\.(.+)");

    private StoreKeys() {}

    static String prefix(String lowerCaseListener) {
        return PREFIX + lowerCaseListener + ".";
    }

    /** Whether the name, with or without a listener's prefix, is one of a store's settings. */
    static boolean store(String name) {
        return NAMES.contains(bare(name));
    }

    /** The listener, in lower case, whose own store's setting this is. */
    static Optional<String> listener(String name) {
        Matcher matcher = OWN.matcher(name);
        return matcher.matches() && NAMES.contains(matcher.group(2)) ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The listener, in lower case, whose own setting this is, of whatever kind. */
    static Optional<String> ownersPrefix(String name) {
        Matcher matcher = OWN.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The name without a listener's prefix. */
    static String bare(String name) {
        Matcher matcher = OWN.matcher(name);
        return matcher.matches() ? matcher.group(2) : name;
    }
}
