package io.gatehouse.broker.config;

import io.gatehouse.auth.secret.Secret;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Settings of listeners, by their whole names, that win over the file's; names of one are not in the other. */
public record SettingOverrides(Map<String, String> texts, Map<String, Secret> secrets) {
    public static final SettingOverrides NONE = new SettingOverrides(Map.of(), Map.of());

    public SettingOverrides {
        texts = Map.copyOf(texts);
        secrets = Map.copyOf(secrets);
    }

    /** The names alone: a login module's text has passwords in it. */
    @Override
    public String toString() {
        return "SettingOverrides" + new TreeSet<>(names());
    }

    /** Those with such names. */
    public SettingOverrides only(Predicate<String> wanted) {
        return new SettingOverrides(only(texts, wanted), only(secrets, wanted));
    }

    private static <V> Map<String, V> only(Map<String, V> all, Predicate<String> wanted) {
        Map<String, V> some = new HashMap<>(all);
        some.keySet().removeIf(wanted.negate());
        return some;
    }

    public Set<String> names() {
        Set<String> names = new HashSet<>(texts.keySet());
        names.addAll(secrets.keySet());
        return names;
    }
}
