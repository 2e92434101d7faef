package io.gatehouse.broker.config;

import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.tls.TlsSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.security.auth.KafkaPrincipalBuilder;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;

/** Makes the listeners from {@code listeners}, {@code advertised.listeners} and the keys with their prefixes (LSN rows). */
final class ListenerReader {
    private static final String ALL_ADDRESSES = "0.0.0.0";

    private final Values values;
    private final Map<String, SecurityProtocol> protocols;
    private final Map<String, List<Mistake>> unfinished = new HashMap<>();

    ListenerReader(Values values) {
        this.values = values;
        this.protocols = protocolMap();
    }

    /** The names of the listeners, lower case, as far as they can be told. */
    static Set<String> names(Values values) {
        Set<String> names = new TreeSet<>();
        for (String part : parts(values.get(NetworkKeys.LISTENERS))) {
            Endpoint.parse(part).ifPresent(endpoint -> names.add(endpoint.name().toLowerCase(Locale.ROOT)));
        }
        return names;
    }

    List<ListenerConfig> read() {
        Map<String, Endpoint> bound = endpoints(NetworkKeys.LISTENERS, true);
        if (bound.isEmpty()) {
            values.mistake(NetworkKeys.LISTENERS, "at least one NAME://host:port");
        }
        Map<String, Endpoint> advertised = values.given(NetworkKeys.ADVERTISED_LISTENERS)
                ? endpoints(NetworkKeys.ADVERTISED_LISTENERS, false)
                : withoutWildcards(bound);
        requireKnown(advertised, bound);
        List<ListenerConfig> listeners = new ArrayList<>();
        bound.values().forEach(endpoint -> listeners.add(listener(endpoint, advertised)));
        return listeners;
    }

    private ListenerConfig listener(Endpoint endpoint, Map<String, Endpoint> advertised) {
        SecurityProtocol protocol = protocol(endpoint);
        Values own = values.ofListener(endpoint.name().toLowerCase(Locale.ROOT));
        if (!protocol.tls() && !values.get(OwnKeys.ALLOW_PLAINTEXT_LISTENERS)) {
            values.mistake(
                    NetworkKeys.LISTENERS,
                    "SASL_SSL or SSL for listener " + endpoint.name() + "; a listener without TLS needs "
                            + OwnKeys.ALLOW_PLAINTEXT_LISTENERS.name() + "=true");
        }
        if (endpoint.name().equals(AdminReader.NAME) && values.given(OwnKeys.ADMIN_LISTENER)) {
            values.mistake(NetworkKeys.LISTENERS, "no name ADMIN, which is that of " + OwnKeys.ADMIN_LISTENER.name());
        }
        Optional<TlsSettings> tls =
                protocol.tls() ? Optional.of(tls(own, endpoint.name(), protocol)) : Optional.empty();
        Optional<PluginClass<SslEngineFactory>> engines = tls.isEmpty() ? Optional.empty() : engines(own);
        SaslReader sasl = new SaslReader(own, endpoint.name().toLowerCase(Locale.ROOT));
        Endpoint told = advertised.getOrDefault(endpoint.name(), endpoint);
        return new ListenerConfig(
                endpoint.name(),
                protocol,
                endpoint.host(),
                endpoint.port(),
                advertised.containsKey(endpoint.name()),
                told.host(),
                told.port(),
                tls,
                engines,
                protocol.sasl() ? sasl.read() : sasl.none(),
                certificateNames(own),
                principals(own));
    }

    /**
     * What is wrong with stores may be put right by what ZooKeeper holds, which is not known yet: the passwords, or all of
     * it (CONFORMANCE ENC-09). That needs the secret that opens passwords; without it the mistakes are told at once.
     */
    private TlsSettings tls(Values own, String name, SecurityProtocol protocol) {
        Findings found = new Findings();
        TlsSettings settings = new TlsReader(own.reportingTo(found)).read(protocol);
        ConfigReport report = found.report();
        report.warnings().forEach(values.findings()::warn);
        for (Mistake mistake : report.mistakes()) {
            if (values.given(TokenKeys.PASSWORD_ENCODER_SECRET) && StoreKeys.store(mistake.key())) {
                unfinished.computeIfAbsent(name, each -> new ArrayList<>()).add(mistake);
            } else {
                values.findings().mistake(mistake);
            }
        }
        return settings;
    }

    private static Optional<PluginClass<SslEngineFactory>> engines(Values own) {
        return new Plugins(own).find(TlsKeys.SSL_ENGINE_FACTORY_CLASS, SslEngineFactory.class);
    }

    /** Kafka's own does what we do without one. */
    private static Optional<PluginClass<KafkaPrincipalBuilder>> principals(Values own) {
        ConfigKey<String> key = SaslKeys.PRINCIPAL_BUILDER_CLASS;
        return own.get(key).equals(DefaultKafkaPrincipalBuilder.class.getName())
                ? Optional.empty()
                : new Plugins(own).find(key, KafkaPrincipalBuilder.class);
    }

    /** What stops the start unless ZooKeeper says something else, by listener. */
    Map<String, List<Mistake>> unfinished() {
        return unfinished;
    }

    static PrincipalMapping certificateNames(Values own) {
        try {
            PrincipalMapping names = PrincipalMapping.parse(own.get(TlsKeys.SSL_PRINCIPAL_MAPPING_RULES));
            String attribute = own.get(OwnKeys.PRINCIPAL_GROUPS);
            boolean ofSubject = own.get(OwnKeys.PRINCIPAL_SOURCE).equals("subject");
            if (!attribute.isEmpty() && !(ofSubject && attribute.matches("[A-Za-z][A-Za-z0-9-]{0,30}"))) {
                own.mistake(
                        OwnKeys.PRINCIPAL_GROUPS,
                        "the short name of an attribute, such as OU, with " + OwnKeys.PRINCIPAL_SOURCE.name()
                                + "=subject");
            }
            return attribute.isEmpty() ? names : names.withGroups(attribute);
        } catch (IllegalArgumentException e) {
            own.mistake(
                    TlsKeys.SSL_PRINCIPAL_MAPPING_RULES, "DEFAULT or RULE:pattern/replacement/[LU]; " + e.getMessage());
            return PrincipalMapping.DEFAULT;
        }
    }

    private SecurityProtocol protocol(Endpoint endpoint) {
        SecurityProtocol protocol = protocols.get(endpoint.name());
        if (protocol == null) { // CONFORMANCE LSN-03.
            values.mistake(
                    NetworkKeys.LISTENER_SECURITY_PROTOCOL_MAP, "an entry for listener " + endpoint.name() + " too");
            return SecurityProtocol.SSL;
        }
        return protocol;
    }

    private Map<String, SecurityProtocol> protocolMap() {
        Map<String, SecurityProtocol> map = new HashMap<>();
        for (String part : parts(values.get(NetworkKeys.LISTENER_SECURITY_PROTOCOL_MAP))) {
            int colon = part.indexOf(':');
            Optional<SecurityProtocol> protocol =
                    colon < 1 ? Optional.empty() : SecurityProtocol.parse(part.substring(colon + 1));
            if (protocol.isEmpty()) {
                values.mistake(
                        NetworkKeys.LISTENER_SECURITY_PROTOCOL_MAP,
                        "NAME:PROTOCOL pairs with PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL, separated by commas");
                continue;
            }
            map.put(part.substring(0, colon).trim().toUpperCase(Locale.ROOT), protocol.get());
        }
        return map;
    }

    /** Names are unique, and ports too where they are bound (CONFORMANCE LSN-02). */
    private Map<String, Endpoint> endpoints(ConfigKey<String> key, boolean uniquePorts) {
        Map<String, Endpoint> byName = new LinkedHashMap<>();
        for (String part : parts(values.find(key).orElse(""))) {
            Optional<Endpoint> parsed = Endpoint.parse(part);
            if (parsed.isEmpty()) {
                values.mistake(key, "NAME://host:port, separated by commas, IPv6 in brackets");
                continue;
            }
            Endpoint endpoint = parsed.get();
            if (uniquePorts && byName.values().stream().anyMatch(other -> sameAddress(other, endpoint))) {
                values.mistake(key, "a port of its own for listener " + endpoint.name());
            }
            if (byName.put(endpoint.name(), endpoint) != null) {
                values.mistake(key, "listener " + endpoint.name() + " once");
            }
            if (!uniquePorts && endpoint.host().equals(ALL_ADDRESSES)) { // CONFORMANCE CVL-11.
                values.mistake(key, "an address that others can connect to instead of 0.0.0.0");
            }
        }
        return byName;
    }

    /** One IPv4 and one IPv6 address may share a port. */
    private static boolean sameAddress(Endpoint one, Endpoint other) {
        return one.port() != 0
                && one.port() == other.port()
                && one.host().contains(":") == other.host().contains(":");
    }

    private void requireKnown(Map<String, Endpoint> advertised, Map<String, Endpoint> bound) {
        advertised.keySet().stream()
                .filter(name -> !bound.containsKey(name))
                .forEach(name -> values.mistake( // CONFORMANCE CVL-10.
                        NetworkKeys.ADVERTISED_LISTENERS, "names that are in listeners; " + name + " is not"));
    }

    private Map<String, Endpoint> withoutWildcards(Map<String, Endpoint> bound) {
        Map<String, Endpoint> advertised = new LinkedHashMap<>();
        bound.forEach((name, endpoint) -> {
            if (endpoint.host().equals(ALL_ADDRESSES) || endpoint.host().equals("::")) {
                values.findings()
                        .mistake(
                                NetworkKeys.ADVERTISED_LISTENERS.name(),
                                "nothing",
                                "an address of listener " + name + " that others can connect to, as it binds to all");
            }
            advertised.put(name, endpoint);
        });
        return advertised;
    }

    private static List<String> parts(String text) {
        return text.isBlank() ? List.of() : Arrays.asList(text.split(",", -1));
    }
}
