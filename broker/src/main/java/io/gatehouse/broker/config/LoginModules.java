package io.gatehouse.broker.config;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.plain.PlainMechanism;
import io.gatehouse.auth.scram.ScramHash;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a listener finds the login module of a mechanism (CONFORMANCE JAA-05): in {@code sasl.jaas.config} with the prefixes
 * of listener and mechanism, then in the section {@code <listener>.KafkaServer} of the login file, then in {@code
 * KafkaServer}. The first that is there counts as a whole. No class is ever loaded from those texts, and one that names a
 * module which does nothing here is refused, so that nobody believes it works (attack 287).
 */
final class LoginModules {
    private static final String SECTION = "KafkaServer";
    private static final String HIDDEN = "[hidden]";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final Map<String, String> MODULES = Map.of(
            PlainMechanism.NAME,
            "org.apache.kafka.common.security.plain.PlainLoginModule",
            ScramHash.SHA_256.mechanismName(),
            SCRAM,
            ScramHash.SHA_512.mechanismName(),
            SCRAM,
            GssapiMechanism.NAME,
            KeyTabLine.MODULE,
            OauthMechanism.NAME,
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule");

    private final Values values;
    private final String listener;
    private final LoginFile file;
    private final AllowedModules allowed;

    /**
     * @param values as the listener sees them
     * @param listener lower case
     */
    LoginModules(Values values, String listener) {
        this.values = values;
        this.listener = listener;
        this.file = values.logins();
        this.allowed = AllowedModules.ofThisProcess();
    }

    static Set<String> mechanisms() {
        return MODULES.keySet();
    }

    static String module(String mechanism) {
        return Objects.requireNonNull(MODULES.get(mechanism));
    }

    /** A login module and where it stands. */
    record Login(Place place, JaasText text) {
        String option(String name) {
            return text.options().getOrDefault(name, "");
        }
    }

    /** Where a login module stands, or would: for what is wrong with it. */
    record Place(Findings findings, String key, String shown) {
        void mistake(String expected) {
            findings.mistake(key, shown, expected);
        }

        /** Whether it is the login file, whose sections may be for several listeners. */
        boolean ofFile() {
            return key.equals(LoginFile.PROPERTY);
        }

        /** In words. */
        String name() {
            return shown.equals(HIDDEN) ? key : shown;
        }
    }

    /** Empty where there is none, and where it is no good, which has been reported then. */
    Optional<Login> find(String mechanism) {
        Place own = new Place(values.findings(), nameFor(listener, mechanism), HIDDEN);
        Optional<String> line = values.resolved(own.key());
        if (line.isPresent()) {
            return parsed(own, line.get(), mechanism);
        }
        return section().flatMap(name -> inSection(name, mechanism));
    }

    /** Whether nothing says anything about the mechanism, be it right or wrong. */
    boolean absent(String mechanism) {
        return values.resolved(nameFor(listener, mechanism)).isEmpty()
                && section().flatMap(file::section).orElse(List.of()).stream()
                        .noneMatch(module -> module.module().equals(MODULES.get(mechanism)));
    }

    /** CONFORMANCE JAA-07: says where the mechanism's login module was looked for, and what it would look like. */
    void missing(String mechanism, String example, String otherwise) {
        String sections = listener + "." + SECTION + " and " + SECTION;
        String looked = file.name().isEmpty()
                ? "there are no sections " + sections + " either, since -D" + LoginFile.PROPERTY + " is not set"
                : section()
                        .map(name -> "section " + name + " of " + file.name() + " has none either")
                        .orElse(file.name() + " has no sections " + sections + " either");
        values.findings()
                .mistake(
                        nameFor(listener, mechanism),
                        "nothing",
                        MODULES.get(mechanism) + " required " + example + "; " + looked + "; or " + otherwise);
    }

    private Optional<Login> parsed(Place place, String line, String mechanism) {
        try {
            JaasText jaas = JaasText.parse(line);
            if (!jaas.module().equals(MODULES.get(mechanism))) {
                place.mistake("the login module " + MODULES.get(mechanism));
            } else if (allowed(place, jaas.module())) {
                return Optional.of(new Login(place, jaas));
            }
        } catch (IllegalArgumentException e) {
            place.mistake(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private Optional<String> section() {
        return List.of(listener + "." + SECTION, SECTION).stream()
                .filter(name -> file.section(name).isPresent())
                .findFirst();
    }

    /** CONFORMANCE MEC-01: each mechanism finds its own by its class. */
    private Optional<Login> inSection(String name, String mechanism) {
        Place place = new Place(values.findings(), LoginFile.PROPERTY, "section " + name + " of " + file.name());
        List<JaasText> modules = file.section(name).orElse(List.of());
        checkSection(place, modules);
        return modules.stream()
                .filter(module -> module.module().equals(MODULES.get(mechanism)))
                .findFirst()
                .map(module -> new Login(place, module));
    }

    private void checkSection(Place place, List<JaasText> modules) {
        Set<String> seen = new HashSet<>();
        for (JaasText module : modules) {
            if (!MODULES.containsValue(module.module())) {
                place.mistake("only the login modules " + new TreeSet<>(MODULES.values()) + "; no other is ever loaded,"
                        + " and not " + module.module());
            } else if (!seen.add(module.module())) {
                place.mistake("the login module " + module.module() + " once");
            } else {
                var unused = allowed(place, module.module());
            }
        }
    }

    private boolean allowed(Place place, String module) {
        Optional<String> refusal = allowed.refusal(module);
        refusal.ifPresent(place::mistake);
        return refusal.isEmpty();
    }

    private static String nameFor(String listener, String mechanism) {
        return nameFor(listener, mechanism, SaslKeys.SASL_JAAS_CONFIG);
    }

    static String nameFor(String listener, String mechanism, ConfigKey<?> key) {
        return StoreKeys.prefix(listener) + mechanism.toLowerCase(Locale.ROOT) + "." + key.name();
    }

    /** Refuses what no listener of this broker will ever read, and warns of sections that it does not. */
    static void refuseOthers(Map<String, String> resolved, Set<String> listeners, Values values) {
        Findings findings = values.findings();
        resolved.keySet().forEach(name -> {
            if (name.endsWith(SaslKeys.SASL_SERVER_CALLBACK_HANDLER_CLASS.name())
                    && !read(name, listeners, SaslKeys.SASL_SERVER_CALLBACK_HANDLER_CLASS)) {
                findings.warn(name + " has no effect without the prefix listener.name.NAME.MECHANISM. of a listener");
            }
            if (name.equals(SaslKeys.SASL_JAAS_CONFIG.name())) { // CONFORMANCE JAA-06.
                findings.warn(name + " has no effect without the prefix listener.name.NAME.MECHANISM.");
            } else if (name.endsWith("." + SaslKeys.SASL_JAAS_CONFIG.name())
                    && !read(name, listeners, SaslKeys.SASL_JAAS_CONFIG)) {
                findings.mistake(
                        name,
                        HIDDEN,
                        "listener.name.NAME.MECHANISM." + SaslKeys.SASL_JAAS_CONFIG.name()
                                + " with plain, scram-sha-256, scram-sha-512, gssapi or oauthbearer; or no such line");
            }
        });
        Set<String> sections = new HashSet<>(Set.of(SECTION));
        sections.add(ZooKeeperLogInReader.section());
        listeners.forEach(listener -> sections.add(listener + "." + SECTION));
        values.logins().warnOfOthers(sections, findings);
    }

    private static boolean read(String name, Set<String> listeners, ConfigKey<?> key) {
        return listeners.stream()
                .anyMatch(listener -> MODULES.keySet().stream()
                        .anyMatch(mechanism -> name.equals(nameFor(listener, mechanism, key))));
    }
}
