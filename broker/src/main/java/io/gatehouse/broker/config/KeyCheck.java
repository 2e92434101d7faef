package io.gatehouse.broker.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks at every name and every text by itself: is it known, is it a value, does this version do anything with it. */
final class KeyCheck {
    private final Map<String, String> raw;
    private final Map<String, String> resolved;
    private final Findings findings;

    KeyCheck(Map<String, String> raw, Map<String, String> resolved, Findings findings) {
        this.raw = raw;
        this.resolved = resolved;
        this.findings = findings;
    }

    /** @param listeners the names of the listeners, lower case */
    void check(Set<String> listeners) {
        resolved.forEach((name, text) -> {
            if (!KeyTable.hidden(name)) {
                KeyTable.use(name).ifPresentOrElse(use -> check(name, text, use, listeners), () -> unknown(name));
            }
        });
    }

    private void check(String name, String text, KeyTable.KeyUse use, Set<String> listeners) {
        use.listener()
                .filter(listener -> !listeners.contains(listener))
                .ifPresent(listener -> findings.mistake(
                        name, "a setting of listener " + listener, "one of the listeners " + listeners));
        if (use.key().type().parse(text).isEmpty()) {
            findings.mistake(name, shown(name, use.key()), use.key().type().expected());
        } else if (KraftKeys.refused(use.key())) {
            findings.mistake(
                    name,
                    shown(name, use.key()),
                    "no such line: this broker keeps its metadata in ZooKeeper, not KRaft");
        } else if (use.key().use() == ConfigKey.Use.LATER && differs(use.key(), text)) {
            findings.warn(name + " is known but has no effect in this version");
        }
    }

    private void unknown(String name) {
        if (resolved.getOrDefault(OwnKeys.PLUGIN_CLASSES_ALLOWED.name(), "").isBlank()) {
            findings.mistake(name, "an unknown key", "perhaps " + KeyTable.nearest(name));
        } else {
            findings.warn(name + " is an unknown key, for a plug-in perhaps; the nearest that is known is "
                    + KeyTable.nearest(name));
        }
    }

    private String shown(String name, ConfigKey<?> key) {
        return key.secret() ? "[hidden]" : raw.getOrDefault(name, "");
    }

    private static boolean differs(ConfigKey<?> key, String text) {
        return !key.defaultText()
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .equals(text.trim().toLowerCase(Locale.ROOT));
    }
}
