package io.gatehouse.broker.config;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.gssapi.KerberosNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code sasl.kerberos.*} and the login module of Kerberos, whose text is read and whose class is never loaded (CONFORMANCE
 * GSS-01, GSS-03, GSS-12, GSS-13).
 */
final class GssapiReader {
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
        Optional<KeyTabLine> own = KeyTabLine.read(login, KeyTabLine.Shape.SERVICE, values);
        String service = serviceName(login.text().options(), login.place());
        return own.filter(line -> mistakes == 0)
                .map(line -> new GssapiSettings(line.principal(), line.keyTab(), service, rules));
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

    /** GSS-03: clients have to ask for something, and two names for it are one too many. */
    private String serviceName(Map<String, String> options, LoginModules.Place place) {
        Optional<String> told = values.find(SaslKeys.SASL_KERBEROS_SERVICE_NAME).filter(name -> !name.isBlank());
        Optional<String> inJaas = Optional.ofNullable(options.get(KeyTabLine.SERVICE_NAME));
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
        String principal = options.getOrDefault("principal", "");
        if (!name.isEmpty() && principal.contains("/") && !principal.startsWith(name + "/")) { // GSS-04.
            values.findings()
                    .warn(place.name() + " names the principal " + principal
                            + ", and clients have to ask for its service," + " whatever "
                            + SaslKeys.SASL_KERBEROS_SERVICE_NAME.name() + " = " + name + " says");
        }
        return name;
    }
}
