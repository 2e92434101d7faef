package io.gatehouse.broker.main;

import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.config.Mistake;
import io.gatehouse.broker.config.TlsReloadSettings;
import io.gatehouse.tls.LiveMaterial;
import io.gatehouse.tls.ReloadRules;
import io.gatehouse.tls.Succession;
import io.gatehouse.tls.TlsConfigurationException;
import io.gatehouse.tls.TlsMaterial;
import io.gatehouse.tls.TlsSelfTest;
import io.gatehouse.tls.TlsSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which keys and trust each TLS listener of this broker uses, by which settings, and who makes handshakes with them.
 * Listeners with the same settings share them.
 *
 * <p>Thread: the starting one until {@link #settle} has returned, then {@link #succession} and {@link #use} on the one that
 * looks at the files; the rest any.
 */
final class ListenerStores {
    private static final Logger LOGGER = LoggerFactory.getLogger(ListenerStores.class);

    private final BrokerConfig config;
    private volatile List<ListenerConfig> listeners;
    private final Map<String, Store> byListener = new ConcurrentHashMap<>();
    private final Map<String, TlsConfigurationException> failures = new HashMap<>();

    private record Store(TlsSettings settings, LiveMaterial material, List<LiveMaterial.User> users) {
        Store with(LiveMaterial.User user) {
            List<LiveMaterial.User> more = new ArrayList<>(users);
            more.add(user);
            return new Store(settings, material, List.copyOf(more));
        }
    }

    private ListenerStores(BrokerConfig config) {
        this.config = config;
        this.listeners = config.listeners();
    }

    /**
     * Reads the stores that the file names, while it is not known yet whether ZooKeeper names others. Where it may, what is
     * wrong with these stops the start only in {@link #settle}.
     */
    static ListenerStores load(BrokerConfig config) {
        ListenerStores stores = new ListenerStores(config);
        for (ListenerConfig listener : stores.all()) {
            if (!config.unfinishedStores(listener).isEmpty()) {
                continue;
            }
            try {
                stores.open(listener, listener.tls().orElseThrow());
                stores.test(listener);
            } catch (TlsConfigurationException e) {
                if (config.passwords().secret().isEmpty()) {
                    throw e;
                }
                stores.byListener.remove(listener.name());
                stores.failures.put(listener.name(), e);
            }
        }
        return stores;
    }

    /**
     * Says which stores are used in the end: those that ZooKeeper names, where they are any good, or the file's.
     *
     * @param stored by the listener's name
     */
    void settle(Map<String, TlsSettings> stored, Instant now) {
        for (ListenerConfig listener : all()) {
            Optional.ofNullable(stored.get(listener.name())).ifPresent(other -> openStored(listener, other));
            requireUsable(listener);
            current(listener.name())
                    .warnings(now)
                    .forEach(warning -> LOGGER.atWarn()
                            .addKeyValue("listener", listener.name())
                            .log(warning));
        }
    }

    /**
     * Other listeners than the file's, before {@link #settle}. A new one whose stores are no good is left out: what is
     * stored must not keep the broker from starting (CONFORMANCE CDY-14).
     *
     * @return those that there are
     */
    List<ListenerConfig> become(List<ListenerConfig> wanted) {
        List<ListenerConfig> possible = new ArrayList<>(wanted);
        for (ListenerConfig listener : wanted) {
            if (listener.ownEngines() && listeners.stream().noneMatch(listener::sameName)) {
                try {
                    open(listener);
                } catch (TlsConfigurationException e) {
                    LOGGER.atError()
                            .addKeyValue("listener", listener.name())
                            .addKeyValue("reason", e.getMessage())
                            .log("the listener that settings in ZooKeeper name is not opened");
                    possible.remove(listener);
                }
            }
        }
        byListener
                .keySet()
                .removeIf(name -> Stream.concat(possible.stream(), config.adminListener().stream())
                        .noneMatch(listener -> listener.name().equals(name)));
        listeners = List.copyOf(possible);
        return listeners;
    }

    /**
     * Reads the stores of one more listener.
     *
     * @throws TlsConfigurationException when they are no good; then nothing has changed
     */
    void open(ListenerConfig listener) {
        open(listener, listener.tls().orElseThrow());
        if (!current(listener.name()).hasKey()) {
            close(listener.name());
            throw new TlsConfigurationException(withoutKey(listener));
        }
    }

    /** Nobody makes handshakes for this listener any more. */
    void close(String listener) {
        Optional.ofNullable(byListener.remove(listener))
                .ifPresent(store -> store.material().leave(store.users()));
    }

    /** These are the listeners from now on; the stores of new ones are open. */
    void now(List<ListenerConfig> current) {
        listeners = List.copyOf(current);
    }

    private static String withoutKey(ListenerConfig listener) {
        return "listener " + listener.name()
                + " has no ssl.keystore.location (expected: a key store with this broker's key)";
    }

    /** CONFORMANCE TLS-31: between brokers, we have to accept ourselves. */
    private void test(ListenerConfig listener) {
        if (listener.name().equals(config.interBrokerListener())
                && current(listener.name()).hasKey()) {
            TlsSelfTest.run(settings(listener.name()), current(listener.name()));
        }
    }

    /** CONFORMANCE CDY-14: what is stored and no good must not keep the broker from starting. */
    private void openStored(ListenerConfig listener, TlsSettings stored) {
        Optional<Store> file = Optional.ofNullable(byListener.get(listener.name()));
        try {
            open(listener, stored);
            test(listener);
            if (!current(listener.name()).hasKey()) {
                throw new TlsConfigurationException("there is no key store (expected: one with this broker's key)");
            }
        } catch (TlsConfigurationException e) {
            LOGGER.atError()
                    .addKeyValue("listener", listener.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("the listener's settings in ZooKeeper are not used, the file's hold");
            byListener.remove(listener.name());
            file.ifPresent(store -> byListener.put(listener.name(), store));
        }
    }

    private void requireUsable(ListenerConfig listener) {
        TlsConfigurationException failure = failures.get(listener.name());
        if (byListener.containsKey(listener.name())) {
            if (!current(listener.name()).hasKey()) {
                throw new StartFailure(withoutKey(listener));
            }
        } else if (failure != null) {
            throw failure;
        } else {
            throw new StartFailure(String.join(
                    "; ",
                    config.unfinishedStores(listener).stream()
                            .map(Mistake::toString)
                            .toList()));
        }
    }

    private void open(ListenerConfig listener, TlsSettings tls) {
        LiveMaterial material = byListener.values().stream()
                .filter(store -> store.settings().sameStores(tls))
                .map(Store::material)
                .findFirst()
                .orElseGet(() -> LiveMaterial.load(tls, rules(listener.name(), tls)));
        byListener.put(listener.name(), new Store(tls, material, List.of()));
    }

    private ReloadRules rules(String listener, TlsSettings tls) {
        TlsReloadSettings reload = config.tlsReload();
        return new ReloadRules(
                tls,
                listener.equals(config.interBrokerListener()),
                reload.otherSubjectAllowed(),
                reload.fewerNamesAllowed());
    }

    /** Keys and trust that a listener uses now. */
    TlsMaterial current(String listener) {
        return store(listener).material().current();
    }

    /** By which settings. */
    TlsSettings settings(String listener) {
        return store(listener).settings();
    }

    /** Whether a listener's keys and trust are here; there may be no TLS, or somebody else may make its engines. */
    boolean has(String listener) {
        return byListener.containsKey(listener);
    }

    boolean empty() {
        return byListener.isEmpty();
    }

    /** {@code user} makes a listener's handshakes. */
    void add(String listener, LiveMaterial.User user) {
        Store store = store(listener);
        store.material().add(user);
        byListener.put(listener, store.with(user));
    }

    /**
     * Other settings of a listener's stores, checked against what it uses now.
     *
     * @throws TlsConfigurationException when they are no good; then nothing has changed
     */
    Succession succession(String listener, TlsSettings next, Instant now) {
        Store store = store(listener);
        return store.material().succeed(next, rules(listener, next), store.users(), now);
    }

    void use(String listener, TlsSettings next, Succession succession) {
        byListener.put(
                listener, new Store(next, succession.use(), store(listener).users()));
    }

    /** All that is used, with the names of the listeners that use it. */
    Map<LiveMaterial, String> inUse() {
        Map<LiveMaterial, String> inUse = new LinkedHashMap<>();
        for (ListenerConfig listener : Stream.concat(listeners.stream(), config.adminListener().stream())
                .toList()) {
            Optional.ofNullable(byListener.get(listener.name()))
                    .ifPresent(store ->
                            inUse.merge(store.material(), listener.name(), (first, second) -> first + "," + second));
        }
        return inUse;
    }

    /** The one between brokers first: who shares its stores has to please other brokers too. */
    List<ListenerConfig> tlsListeners() {
        return listeners.stream()
                .filter(ListenerConfig::ownEngines)
                .sorted(Comparator.comparing(
                        (ListenerConfig listener) -> !listener.name().equals(config.interBrokerListener())))
                .toList();
    }

    /** The same and the admin endpoint, whose stores change by their files alone. */
    private List<ListenerConfig> all() {
        return Stream.concat(tlsListeners().stream(), config.adminListener().stream())
                .toList();
    }

    private Store store(String listener) {
        return Optional.ofNullable(byListener.get(listener)).orElseThrow();
    }
}
