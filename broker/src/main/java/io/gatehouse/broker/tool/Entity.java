package io.gatehouse.broker.tool;

import java.util.Optional;

/**
 * Whom a command speaks of.
 *
 * @param name empty text for the default, nothing for all of the kind
 */
record Entity(EntityKind kind, Optional<String> name) {
    boolean isDefault() {
        return name.isPresent() && name.get().isEmpty() && kind.hasDefault();
    }

    boolean isAll() {
        return name.isEmpty();
    }

    String completed() {
        return isDefault()
                ? "Completed updating default config for " + kind.plural() + " in the cluster."
                : "Completed updating config for " + kind.singular() + " " + name.orElse("") + ".";
    }
}
