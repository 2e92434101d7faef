package io.gatehouse.broker.config;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.gssapi.KerberosNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * {@code sasl.kerberos.*} and the login module of Kerberos, whose text is read and whose class is never loaded (CONFORMANCE
 * GSS-01, GSS-03, GSS-12, GSS-13). Every option that is not honoured is a mistake, so that nobody believes that it works.
 */
final class GssapiReader {
    static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

    private static final String KEY_TAB = "keyTab";
    private static final String PRINCIPAL = "principal";
    private static final String SERVICE_NAME = "serviceName";

    /** What a broker with a keytab does anyway; saying something else would be a mistake. */
    private static final Map<String, String> AS_IT_IS =
            Map.of("useKeyTab", "true", "storeKey", "true", "doNotPrompt", "true", "useTicketCache", "false");

    private static final String EXAMPLE =
            "useKeyTab=true storeKey=true keyTab=\"/path/kafka.keytab\" principal=\"kafka/HOST@REALM\";";

    private final Values values;
    private final LoginModules logins;
    private int mistakes;

    /** @param values as the listener sees them */
    GssapiReader(Values values, LoginModules logins) {
        this.values = values;
        this.logins = logins;
    }

    /** Empty where something is wrong, which has been reported then. */
    Optional<GssapiSettings> read() {
        List<String> rules = rules();
        Optional<LoginModules.Login> login = logins.find(GssapiMechanism.NAME);
        if (login.isEmpty()) {
            if (logins.absent(GssapiMechanism.NAME)) { // JAA-10; what cannot be read has been reported.
                logins.missing(
                        GssapiMechanism.NAME,
                        EXAMPLE,
                        SaslKeys.SASL_ENABLED_MECHANISMS.name() + " without " + GssapiMechanism.NAME
                                + ", which is its default, such as SCRAM-SHA-512");
            }
            return Optional.empty();
        }
        return read(login.get(), rules);
    }

    private Optional<GssapiSettings> read(LoginModules.Login login, List<String> rules) {
        LoginModules.Place place = login.place();
        Map<String, String> options = login.text().options();
        checkOptions(options, place);
        String service = serviceName(options, place);
        Optional<Path> keyTab = keyTab(options, place);
        String principal = options.getOrDefault(PRINCIPAL, "");
        if (!principal.matches("[^/@\\s]+/[^/@\\s]+(@[^/@\\s]+)?")) {
            mistake(place, "the option principal=\"service/host@REALM\"");
        }
        return mistakes > 0 || keyTab.isEmpty()
                ? Optional.empty()
                : Optional.of(new GssapiSettings(principal, keyTab.get(), service, rules));
    }

    private List<String> rules() {
        List<String> rules = values.get(SaslKeys.SASL_KERBEROS_PRINCIPAL_TO_LOCAL_RULES);
        try {
            var unused = KerberosNames.parse(rules, Optional.empty());
        } catch (IllegalArgumentException e) {
            mistakes++;
            values.mistake(
                    SaslKeys.SASL_KERBEROS_PRINCIPAL_TO_LOCAL_RULES, "rules for Kerberos names; " + e.getMessage());
        }
        return rules;
    }

    private void checkOptions(Map<String, String> options, LoginModules.Place place) {
        for (String name : new TreeSet<>(options.keySet())) {
            String only = AS_IT_IS.get(name);
            if (only != null && !only.equals(options.get(name))) {
                mistake(place, name + "=" + only + ": a broker proves itself by its keytab, and nothing else");
            } else if (only == null
                    && !List.of(KEY_TAB, PRINCIPAL, SERVICE_NAME).contains(name)) {
                mistake(place, "only the options useKeyTab, storeKey, keyTab, principal and serviceName; not " + name);
            }
        }
        for (String needed : List.of("useKeyTab", "storeKey")) {
            if (!options.containsKey(needed)) {
                mistake(place, "the option " + needed + "=true");
            }
        }
    }

    /** GSS-03: clients have to ask for something, and two names for it are one too many. */
    private String serviceName(Map<String, String> options, LoginModules.Place place) {
        Optional<String> told = values.find(SaslKeys.SASL_KERBEROS_SERVICE_NAME).filter(name -> !name.isBlank());
        Optional<String> inJaas = Optional.ofNullable(options.get(SERVICE_NAME));
        if (told.isEmpty() && inJaas.isEmpty()) {
            mistakes++;
            values.mistake(
                    SaslKeys.SASL_KERBEROS_SERVICE_NAME,
                    "the service part of the broker's principal, such as kafka; or the option serviceName in "
                            + place.name());
        } else if (told.isPresent() && inJaas.isPresent() && !told.equals(inJaas)) {
            mistakes++;
            values.mistake(
                    SaslKeys.SASL_KERBEROS_SERVICE_NAME,
                    "what the option serviceName in " + place.name() + " says, " + inJaas.get()
                            + ", or only one of the two");
        }
        String name = told.or(() -> inJaas).orElse("");
        String principal = options.getOrDefault(PRINCIPAL, "");
        if (!name.isEmpty() && principal.contains("/") && !principal.startsWith(name + "/")) { // GSS-04.
            values.findings()
                    .warn(place.name() + " names the principal " + principal
                            + ", and clients have to ask for its service," + " whatever "
                            + SaslKeys.SASL_KERBEROS_SERVICE_NAME.name() + " = " + name + " says");
        }
        return name;
    }

    private Optional<Path> keyTab(Map<String, String> options, LoginModules.Place place) {
        String text = options.getOrDefault(KEY_TAB, "");
        try {
            Path file = Path.of(text);
            if (text.isEmpty() || !SecretFile.readable(file)) {
                mistake(place, "the option keyTab=\"FILE\" with a file that this broker may read");
            } else if (SecretFile.open(file) && !values.get(OwnKeys.ALLOW_WORLD_READABLE_SECRETS)) {
                mistake(
                        place,
                        "a keytab that only its owner may read (chmod 600 " + file + "), or "
                                + OwnKeys.ALLOW_WORLD_READABLE_SECRETS.name() + "=true");
            }
            return Optional.of(file);
        } catch (InvalidPathException e) {
            mistake(place, "the option keyTab=\"FILE\" with a path");
            return Optional.empty();
        }
    }

    private void mistake(LoginModules.Place place, String expected) {
        mistakes++;
        place.mistake(expected);
    }
}
