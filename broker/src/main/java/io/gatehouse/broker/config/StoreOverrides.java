package io.gatehouse.broker.config;

import io.gatehouse.auth.secret.Secret;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Settings of listeners' stores, by their whole names, that win over the file's; names of one are not in the other. */
public record StoreOverrides(Map<String, String> texts, Map<String, Secret> secrets) {
    public static final StoreOverrides NONE = new StoreOverrides(Map.of(), Map.of());

    public StoreOverrides {
        texts = Map.copyOf(texts);
        secrets = Map.copyOf(secrets);
    }

    public Set<String> names() {
        Set<String> names = new HashSet<>(texts.keySet());
        names.addAll(secrets.keySet());
        return names;
    }
}
