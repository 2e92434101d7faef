package io.gatehouse.broker.config;

import io.gatehouse.auth.secret.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings as read, looked up by their keys. A value that is no value has been reported already when readers come;
 * for them it counts as its default, so that they can go on and find the other mistakes.
 */
final class Values {
    private final Map<String, String> raw;
    private final Map<String, String> resolved;
    private final Map<String, Secret> secrets;
    private final Findings findings;
    private final List<String> prefixes;
    private final LoginFile logins;

    /**
     * @param raw as the operator wrote it, for messages
     * @param resolved with the placeholders filled in
     */
    Values(Map<String, String> raw, Map<String, String> resolved, Findings findings) {
        this(raw, resolved, Map.of(), findings, List.of(), LoginFile.NONE);
    }

    private Values(
            Map<String, String> raw,
            Map<String, String> resolved,
            Map<String, Secret> secrets,
            Findings findings,
            List<String> prefixes,
            LoginFile logins) {
        this.raw = raw;
        this.resolved = resolved;
        this.secrets = secrets;
        this.findings = findings;
        this.prefixes = prefixes;
        this.logins = logins;
    }

    /** The same settings, with the login file of the process. */
    Values withLogins(LoginFile file) {
        return new Values(raw, resolved, secrets, findings, prefixes, file);
    }

    LoginFile logins() {
        return logins;
    }

    /** The same settings with those that are one listener's own first (CONFORMANCE TLS-04). */
    Values ofListener(String lowerCaseName) {
        return new Values(raw, resolved, secrets, findings, List.of(StoreKeys.prefix(lowerCaseName)), logins);
    }

    /** The same settings of a listener with those that are one of its mechanisms' own first (CONFORMANCE XKY-08). */
    Values ofMechanism(String lowerCaseName) {
        List<String> more = new ArrayList<>();
        prefixes.forEach(prefix -> more.add(prefix + lowerCaseName + "."));
        more.addAll(prefixes);
        return new Values(raw, resolved, secrets, findings, List.copyOf(more), logins);
    }

    /** The same settings, with a place of its own for what is wrong with them. */
    Values reportingTo(Findings other) {
        return new Values(raw, resolved, secrets, other, prefixes, logins);
    }

    /** The same settings with others in front of them, which hold no placeholders (attack 289). */
    Values under(SettingOverrides overrides, Findings other) {
        Map<String, String> shown = new HashMap<>(raw);
        Map<String, String> used = new HashMap<>(resolved);
        overrides.secrets().keySet().forEach(name -> {
            shown.remove(name);
            used.remove(name);
        });
        shown.putAll(overrides.texts());
        used.putAll(overrides.texts());
        return new Values(shown, used, overrides.secrets(), other, prefixes, logins);
    }

    Findings findings() {
        return findings;
    }

    /** The name under which a key is found here. */
    String nameOf(ConfigKey<?> key) {
        return ownName(key).orElse(key.name());
    }

    /** The value under exactly this name, for names that no key of the table has. */
    Optional<String> resolved(String name) {
        return Optional.ofNullable(resolved.get(name));
    }

    /** All values by name, as plug-ins want to see them: a listener's own without its prefix, in front of the others. */
    Map<String, String> resolved() {
        Map<String, String> seen = new HashMap<>(resolved);
        for (int i = prefixes.size() - 1; i >= 0; i--) { // The first prefix wins.
            String prefix = prefixes.get(i);
            resolved.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    seen.put(name.substring(prefix.length()), value);
                }
            });
        }
        return seen;
    }

    /** Whether the listener has a value of its own. */
    boolean own(ConfigKey<?> key) {
        return ownName(key).isPresent();
    }

    boolean given(ConfigKey<?> key) {
        return resolved.containsKey(nameOf(key)) || secrets.containsKey(nameOf(key));
    }

    /** What the operator wrote, placeholders as they are. */
    Optional<String> written(ConfigKey<?> key) {
        return Optional.ofNullable(raw.get(nameOf(key)));
    }

    /** What the operator wrote of settings that are one listener's own, by their whole names, sorted. */
    Map<String, String> ofListeners() {
        Map<String, String> own = new TreeMap<>(raw);
        own.keySet().removeIf(name -> StoreKeys.bare(name).equals(name));
        return own;
    }

    Optional<String> written(String wholeName) {
        return Optional.ofNullable(raw.get(wholeName));
    }

    /** The value or the default, empty if there is neither. */
    <T> Optional<T> find(ConfigKey<T> key) {
        String text = resolved.get(nameOf(key));
        Optional<T> value = text == null ? Optional.empty() : key.type().parse(text);
        return value.isPresent() ? value : key.defaultText().flatMap(key.type()::parse);
    }

    <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException(key.name() + " has no default"));
    }

    Duration millis(ConfigKey<? extends Number> key) {
        return Duration.ofMillis(get(key).longValue());
    }

    Optional<Secret> secret(ConfigKey<String> key) {
        return Optional.ofNullable(secrets.get(nameOf(key))).or(() -> find(key).map(Secret::ofText));
    }

    Optional<Path> path(ConfigKey<String> key) {
        return find(key).filter(text -> !text.isBlank()).flatMap(text -> {
            try {
                return Optional.of(Path.of(text));
            } catch (InvalidPathException e) {
                mistake(key, "a path");
                return Optional.empty();
            }
        });
    }

    /** As {@link #path}, of a file that must be there. */
    Optional<Path> file(ConfigKey<String> key) {
        Optional<Path> path = path(key);
        path.filter(file -> !SecretFile.readable(file)).ifPresent(file -> mistake(key, "a readable file"));
        return path;
    }

    /** As {@link #file}, of a file that others must not read. */
    Optional<Path> secretFile(ConfigKey<String> key) {
        Optional<Path> path = file(key);
        path.filter(SecretFile::open)
                .filter(file -> !get(OwnKeys.ALLOW_WORLD_READABLE_SECRETS))
                .ifPresent(file -> mistake(
                        key,
                        "a file that only its owner may read (chmod 600), or "
                                + OwnKeys.ALLOW_WORLD_READABLE_SECRETS.name() + "=true"));
        return path;
    }

    void mistake(ConfigKey<?> key, String expected) {
        findings.mistake(nameOf(key), found(key), expected);
    }

    /** What the operator wrote, or what holds because nothing was written. */
    private String found(ConfigKey<?> key) {
        if (secrets.containsKey(nameOf(key))) {
            return "[hidden]";
        }
        String written = raw.get(nameOf(key));
        if (written == null) {
            return key.defaultText()
                    .filter(text -> !text.isEmpty())
                    .map(text -> text + ", the default")
                    .orElse("nothing");
        }
        return key.secret() ? "[hidden]" : written;
    }

    private Optional<String> ownName(ConfigKey<?> key) {
        return prefixes.stream()
                .map(prefix -> prefix + key.name())
                .filter(own -> resolved.containsKey(own) || secrets.containsKey(own))
                .findFirst();
    }
}
