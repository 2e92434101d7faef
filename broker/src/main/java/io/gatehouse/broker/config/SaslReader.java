package io.gatehouse.broker.config;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.plain.PlainMechanism;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.secret.Secret;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a listener offers by SASL, and {@code sasl.jaas.config} with the prefixes of listener and mechanism (CONFORMANCE 2.1).
 * No class is ever loaded from that text, and one that names a module which does nothing here is refused, so that nobody
 * believes it works (attack 287).
 */
final class SaslReader {
    private static final String USER = "user_";
    private static final Map<String, String> MODULES = Map.of(
            PlainMechanism.NAME,
            "org.apache.kafka.common.security.plain.PlainLoginModule",
            ScramHash.SHA_256.mechanismName(),
            "org.apache.kafka.common.security.scram.ScramLoginModule",
            ScramHash.SHA_512.mechanismName(),
            "org.apache.kafka.common.security.scram.ScramLoginModule",
            GssapiMechanism.NAME,
            GssapiReader.MODULE,
            OauthMechanism.NAME,
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule");

    private final Values values;
    private final String listener;

    /** @param values as the listener sees them */
    SaslReader(Values values, String listener) {
        this.values = values;
        this.listener = listener;
    }

    SaslSettings read() {
        List<String> mechanisms = mechanisms();
        checkOthers(mechanisms);
        return new SaslSettings(
                mechanisms,
                lifetimes(mechanisms),
                mechanisms.contains(PlainMechanism.NAME) ? plainUsers() : Map.of(),
                mechanisms.contains(GssapiMechanism.NAME) ? gssapi() : Optional.empty(),
                mechanisms.contains(OauthMechanism.NAME) ? oauth() : Optional.empty());
    }

    /** For a listener without SASL. */
    SaslSettings none() {
        checkOthers(List.of());
        return new SaslSettings(List.of(), Map.of(), Map.of(), Optional.empty(), Optional.empty());
    }

    private List<String> mechanisms() {
        List<String> enabled = values.get(SaslKeys.SASL_ENABLED_MECHANISMS);
        if (enabled.isEmpty() || !MODULES.keySet().containsAll(enabled)) {
            values.mistake(
                    SaslKeys.SASL_ENABLED_MECHANISMS,
                    "one or more of SCRAM-SHA-512, SCRAM-SHA-256, PLAIN, GSSAPI, OAUTHBEARER; this version has no other"
                            + " mechanisms");
        }
        return enabled.stream().distinct().toList();
    }

    /** How long a log-in counts, by mechanism; nothing for those where it counts for as long as the connection lives. */
    private Map<String, Duration> lifetimes(List<String> mechanisms) {
        Map<String, Duration> lifetimes = new LinkedHashMap<>();
        for (String mechanism : mechanisms) {
            long millis = values.resolved(nameFor(listener, mechanism, SaslKeys.CONNECTIONS_MAX_REAUTH_MS))
                    .flatMap(SaslReader::number)
                    .orElseGet(() -> values.get(SaslKeys.CONNECTIONS_MAX_REAUTH_MS));
            if (millis > 0) {
                lifetimes.put(mechanism, Duration.ofMillis(millis));
            }
        }
        return Collections.unmodifiableMap(lifetimes);
    }

    /** What is no number has been reported already. */
    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text.trim()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The users of PLAIN that the settings name; empty where they name none, and PLAIN knows those of ZooKeeper. */
    private Map<String, Secret> plainUsers() {
        Map<String, Secret> users = new LinkedHashMap<>();
        jaas(PlainMechanism.NAME).ifPresent(jaas -> {
            jaas.options().forEach((name, value) -> {
                if (name.startsWith(USER) && name.length() > USER.length() && !value.isEmpty()) {
                    users.put(name.substring(USER.length()), Secret.ofText(value));
                }
            });
            if (users.isEmpty()) {
                mistake(
                        PlainMechanism.NAME,
                        "at least one option user_NAME=\"PASSWORD\"; or no such line: then the"
                                + " users in ZooKeeper log in");
            }
        });
        return Collections.unmodifiableMap(users);
    }

    private Optional<GssapiSettings> gssapi() {
        return new GssapiReader(values, nameFor(listener, GssapiMechanism.NAME)).read(jaas(GssapiMechanism.NAME));
    }

    private Optional<OauthSettings> oauth() {
        Map<String, String> options =
                jaas(OauthMechanism.NAME).map(JaasText::options).orElse(Map.of());
        return new OauthReader(
                        values.ofMechanism(OauthMechanism.NAME.toLowerCase(Locale.ROOT)),
                        options,
                        expected -> mistake(OauthMechanism.NAME, expected),
                        AllowedPlaces.ofThisProcess())
                .read();
    }

    /** Looks at the texts that nobody needs: a wrong one would be believed to do something. */
    private void checkOthers(List<String> mechanisms) {
        for (String mechanism : MODULES.keySet()) {
            boolean read = mechanism.equals(PlainMechanism.NAME) || mechanism.equals(OauthMechanism.NAME);
            if (!read || !mechanisms.contains(mechanism)) {
                var unused = jaas(mechanism);
            }
        }
    }

    private Optional<JaasText> jaas(String mechanism) {
        return values.resolved(nameFor(listener, mechanism)).flatMap(text -> {
            try {
                JaasText jaas = JaasText.parse(text);
                if (jaas.module().equals(MODULES.get(mechanism))) {
                    return Optional.of(jaas);
                }
                mistake(mechanism, "the login module " + MODULES.get(mechanism));
            } catch (IllegalArgumentException e) {
                mistake(mechanism, String.valueOf(e.getMessage()));
            }
            return Optional.empty();
        });
    }

    private void mistake(String mechanism, String expected) {
        values.findings().mistake(nameFor(listener, mechanism), "[hidden]", expected);
    }

    private static String nameFor(String listener, String mechanism) {
        return nameFor(listener, mechanism, SaslKeys.SASL_JAAS_CONFIG);
    }

    private static String nameFor(String listener, String mechanism, ConfigKey<?> key) {
        return "listener.name." + listener + "." + mechanism.toLowerCase(Locale.ROOT) + "." + key.name();
    }

    /** Refuses what no listener of this broker will ever read. */
    static void refuseOthers(Map<String, String> resolved, Set<String> listeners, Findings findings) {
        resolved.keySet().forEach(name -> {
            if (name.endsWith(SaslKeys.SASL_SERVER_CALLBACK_HANDLER_CLASS.name())
                    && !name.contains(OauthReader.OF_MECHANISM)) {
                findings.warn(name + " is known but has no effect in this version");
            }
            if (name.equals(SaslKeys.SASL_JAAS_CONFIG.name())) { // CONFORMANCE JAA-06.
                findings.warn(name + " has no effect without the prefix listener.name.NAME.MECHANISM.");
            } else if (name.endsWith("." + SaslKeys.SASL_JAAS_CONFIG.name()) && !read(name, listeners)) {
                findings.mistake(
                        name,
                        "[hidden]",
                        "listener.name.NAME.MECHANISM." + SaslKeys.SASL_JAAS_CONFIG.name()
                                + " with plain, scram-sha-256, scram-sha-512, gssapi or oauthbearer; or no such line");
            }
        });
    }

    private static boolean read(String name, Set<String> listeners) {
        return listeners.stream()
                .anyMatch(listener ->
                        MODULES.keySet().stream().anyMatch(mechanism -> name.equals(nameFor(listener, mechanism))));
    }
}
