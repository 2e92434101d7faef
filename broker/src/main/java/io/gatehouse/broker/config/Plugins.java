package io.gatehouse.broker.config;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.security.auth.SecurityProviderCreator;

/**
 * Loads classes that settings name: those that the operator lists in {@code plugin.classes.allowed}, and no others, so that
 * nobody who can write one setting can choose what this process runs (attack 287).
 */
final class Plugins {
    private final Values values;

    Plugins(Values values) {
        this.values = values;
    }

    /**
     * The class, not yet an object of it.
     *
     * @param key the setting that names it, for the mistake where it cannot be had
     */
    <T> Optional<Class<? extends T>> load(ConfigKey<?> key, String name, Class<T> type) {
        if (!values.get(OwnKeys.PLUGIN_CLASSES_ALLOWED).contains(name)) {
            values.mistake(
                    key,
                    "a class that is listed in " + OwnKeys.PLUGIN_CLASSES_ALLOWED.name() + "; " + name + " is not");
            return Optional.empty();
        }
        try {
            return Optional.of(Class.forName(name).asSubclass(type));
        } catch (ClassNotFoundException | LinkageError e) {
            values.mistake(
                    key,
                    "a class that is on the class path (CLASSPATH adds to it); " + name + " cannot be loaded: " + e);
        } catch (ClassCastException e) {
            values.mistake(key, "a class that implements " + type.getName() + "; " + name + " does not");
        }
        return Optional.empty();
    }

    /** The class that a setting names, if it names one, with what its object will want to know. */
    <T> Optional<PluginClass<T>> find(ConfigKey<String> key, Class<T> type) {
        return values.find(key)
                .filter(name -> !name.isEmpty())
                .flatMap(name -> load(key, name, type))
                .map(found -> new PluginClass<>(found, values.resolved()));
    }

    /** Registers {@code security.providers} with this JVM, in front of its own and in this order (CONFORMANCE TLS-37). */
    void registerProviders() {
        List<String> names = values.find(TlsKeys.SECURITY_PROVIDERS).orElse(List.of());
        for (int i = 0; i < names.size(); i++) {
            int place = i + 1;
            load(TlsKeys.SECURITY_PROVIDERS, names.get(i), SecurityProviderCreator.class)
                    .flatMap(this::provider)
                    .ifPresent(provider -> Security.insertProviderAt(provider, place));
        }
    }

    private Optional<Provider> provider(Class<? extends SecurityProviderCreator> type) {
        try {
            SecurityProviderCreator creator = type.getConstructor().newInstance();
            creator.configure(Map.copyOf(values.resolved()));
            return Optional.of(creator.getProvider());
        } catch (ReflectiveOperationException | RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            values.mistake(
                    TlsKeys.SECURITY_PROVIDERS,
                    "a class that makes a provider; " + type.getName() + " failed: " + cause);
            return Optional.empty();
        }
    }
}
