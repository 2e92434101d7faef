package io.gatehouse.broker.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the options of Kerberos' login module say about a principal and its keytab. The module's text is read and its class is
 * never loaded from it; every option that is not honoured is a mistake, so that nobody believes that it works (CONFORMANCE
 * GSS-01).
 *
 * @param keyTab readable when it was looked at
 */
record KeyTabLine(String principal, Path keyTab) {
    static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";
    static final String SERVICE_NAME = "serviceName";

    private static final String KEY_TAB = "keyTab";
    private static final String PRINCIPAL = "principal";

    /** What a broker with a keytab does anyway; saying something else would be a mistake. */
    private static final Map<String, String> AS_IT_IS =
            Map.of("useKeyTab", "true", "storeKey", "true", "doNotPrompt", "true", "useTicketCache", "false");

    /** What a principal may look like, and how to say so. */
    enum Shape {
        SERVICE("[^/@\\s]+/[^/@\\s]+(@[^/@\\s]+)?", "service/host@REALM"),
        ANY("[^/@\\s]+(/[^/@\\s]+)?(@[^/@\\s]+)?", "name@REALM or name/host@REALM");

        private final Pattern pattern;
        private final String words;

        Shape(String pattern, String words) {
            this.pattern = Pattern.compile(pattern);
            this.words = words;
        }
    }

    /** Empty where something is wrong, which has been reported then. */
    static Optional<KeyTabLine> read(LoginModules.Login login, Shape shape, Values values) {
        boolean legal = checkOptions(login.text().options(), login.place());
        Optional<Path> keyTab = keyTab(login, values);
        String principal = login.option(PRINCIPAL);
        if (!shape.pattern.matcher(principal).matches()) {
            login.place().mistake("the option principal=\"" + shape.words + "\"");
            return Optional.empty();
        }
        return legal ? keyTab.map(file -> new KeyTabLine(principal, file)) : Optional.empty();
    }

    private static boolean checkOptions(Map<String, String> options, LoginModules.Place place) {
        boolean legal = true;
        for (String name : new TreeSet<>(options.keySet())) {
            String only = AS_IT_IS.get(name);
            if (only != null && !only.equals(options.get(name))) {
                legal = false;
                place.mistake(name + "=" + only + ": a broker proves itself by its keytab, and nothing else");
            } else if (only == null
                    && !List.of(KEY_TAB, PRINCIPAL, SERVICE_NAME).contains(name)) {
                legal = false;
                place.mistake("only the options useKeyTab, storeKey, keyTab, principal and serviceName; not " + name);
            }
        }
        for (String needed : List.of("useKeyTab", "storeKey")) {
            if (!options.containsKey(needed)) {
                legal = false;
                place.mistake("the option " + needed + "=true");
            }
        }
        return legal;
    }

    private static Optional<Path> keyTab(LoginModules.Login login, Values values) {
        String text = login.option(KEY_TAB);
        try {
            Path file = Path.of(text);
            if (text.isEmpty() || !SecretFile.readable(file)) {
                login.place().mistake("the option keyTab=\"FILE\" with a file that this broker may read");
                return Optional.empty();
            }
            if (SecretFile.open(file) && !values.get(OwnKeys.ALLOW_WORLD_READABLE_SECRETS)) {
                login.place()
                        .mistake("a keytab that only its owner may read (chmod 600 " + file + "), or "
                                + OwnKeys.ALLOW_WORLD_READABLE_SECRETS.name() + "=true");
                return Optional.empty();
            }
            return Optional.of(file);
        } catch (InvalidPathException e) {
            login.place().mistake("the option keyTab=\"FILE\" with a path");
            return Optional.empty();
        }
    }
}
