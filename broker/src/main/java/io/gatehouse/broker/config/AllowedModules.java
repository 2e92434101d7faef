package io.gatehouse.broker.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which login modules whoever starts this process wants to see nowhere (CONFORMANCE JAA-13). They take away from those that
 * this broker knows and add none, since none is ever loaded.
 *
 * @param only empty: all that this broker knows
 */
record AllowedModules(Optional<Set<String>> only, Set<String> never) {
    static final String ONLY = "org.apache.kafka.allowed.login.modules";
    static final String NEVER = "org.apache.kafka.disallowed.login.modules";

    static AllowedModules ofThisProcess() {
        return new AllowedModules(
                Optional.ofNullable(System.getProperty(ONLY)).map(AllowedModules::names),
                Optional.ofNullable(System.getProperty(NEVER))
                        .map(AllowedModules::names)
                        .orElse(Set.of()));
    }

    private static Set<String> names(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What to use or change instead; empty where the module may be used. */
    Optional<String> refusal(String module) {
        if (never.contains(module)) {
            return Optional.of("another login module than " + module + ", which -D" + NEVER + " refuses");
        }
        return only.filter(names -> !names.contains(module))
                .map(names -> "a login module of -D" + ONLY + ", and not " + module);
    }
}
