package io.gatehouse.broker.config;

import io.gatehouse.auth.secret.Secret;
import java.util.Map;

/** Settings of listeners' stores, by their whole names, that win over the file's; names of one are not in the other. */
public record StoreOverrides(Map<String, String> texts, Map<String, Secret> secrets) {
    public static final StoreOverrides NONE = new StoreOverrides(Map.of(), Map.of());

    public StoreOverrides {
        texts = Map.copyOf(texts);
        secrets = Map.copyOf(secrets);
    }
}
