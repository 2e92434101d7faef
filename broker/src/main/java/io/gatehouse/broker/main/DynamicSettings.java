package io.gatehouse.broker.main;

import static io.gatehouse.broker.main.Waiting.await;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.topic.BrokerSettings;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.DynamicKeys;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.config.ListenerTls;
import io.gatehouse.broker.config.Mistake;
import io.gatehouse.broker.config.StoreOverrides;
import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.BrokerConfigStore;
import io.gatehouse.broker.controller.BrokerConfigStore.Stored;
import io.gatehouse.broker.controller.ConfigChange;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.tls.Succession;
import io.gatehouse.tls.TlsConfigurationException;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.zk.ZkFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of this broker that can change while it runs: its listeners' key and trust stores (CONFORMANCE TLS-52 to
 * TLS-58). A change is checked whole, stored, and used, in this order; what others store is heard of, checked, and used.
 *
 * <p>Thread: one change at a time, on the thread that looks at the stores' files; between reading and writing ZooKeeper that
 * thread is free. Everything public: any.
 */
final class DynamicSettings implements BrokerSettings {
    private static final Logger LOGGER = LoggerFactory.getLogger(DynamicSettings.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Somebody else writes the same settings all the time: then the caller may try again itself. */
    private static final int ATTEMPTS_MAX = 10;

    private final BrokerConfig config;
    private final BrokerConfigStore store;
    private final ListenerStores stores;
    private final Executor thread;
    private final Foundation base;
    private final DynamicKeys keys;
    private final StoredSettings reader;
    private final SettingsChange rules;

    /** What holds, by name. */
    private volatile Map<String, Optional<String>> own = Map.of();

    private volatile Map<String, Optional<String>> all = Map.of();

    /** As last read or written. Only changes in turn touch it. */
    private Map<String, String> seen = Map.of();

    /** Changes wait until the listeners are there. */
    private final CompletableFuture<String> begun = new CompletableFuture<>();

    /** The end of the last change in the queue. Guarded by this. */
    private CompletionStage<?> last = begun;

    /** @param thread may block on files; the same that looks at them */
    DynamicSettings(
            BrokerConfig config, BrokerConfigStore store, ListenerStores stores, Executor thread, Foundation base) {
        this.config = config;
        this.store = store;
        this.stores = stores;
        this.thread = thread;
        this.base = base;
        this.keys = new DynamicKeys(config.listeners());
        this.reader = new StoredSettings(keys, config.passwords(), base.random());
        this.rules = new SettingsChange(keys, reader);
    }

    // At the start

    /** Settles which stores the listeners use, before they open (TLS-60), and hears of changes from now on. */
    void load() {
        await(store.follow(this::changedElsewhere), PATIENCE, "following changes of settings");
        Stored found = await(store.read(false), PATIENCE, "reading this broker's settings");
        Map<String, String> settings = renewed(found);
        StoredSettings.Meaning meaning = reader.meaning(settings);
        tell(meaning.problems());
        Map<String, TlsSettings> stored = new HashMap<>();
        Set<String> bad = new HashSet<>();
        for (ListenerConfig listener : stores.tlsListeners()) {
            if (names(meaning.overrides(), listener)) {
                ListenerTls tls = config.tls(listener, meaning.overrides());
                if (tls.mistakes().isEmpty()) {
                    stored.put(listener.name(), tls.settings());
                } else {
                    notUsed(listener, text(tls.mistakes()));
                    bad.add(listener.name());
                }
            }
        }
        bad.addAll(stores.settle(stored, base.clock().instant()));
        keep(settings, meaning, bad);
        all = await(readAll(), PATIENCE, "reading all brokers' settings");
    }

    /** The listeners are there, with all that makes handshakes on them; what has changed meanwhile is looked at now. */
    void begin() {
        begun.complete("begun");
    }

    /** CONFORMANCE ENC-05. Whoever is faster than we are has had a reason; the next start tries again. */
    private Map<String, String> renewed(Stored found) {
        Map<String, String> renewed = reader.renewed(found.settings());
        if (!renewed.equals(found.settings())
                && await(store.write(false, renewed, found), PATIENCE, "storing passwords encrypted anew")) {
            LOGGER.atInfo().log(
                    "stored passwords are encrypted with password.encoder.secret now; password.encoder.old.secret"
                            + " can go");
        }
        return renewed;
    }

    private static void tell(Map<String, String> problems) {
        problems.forEach((name, problem) -> LOGGER.atError()
                .addKeyValue("setting", name)
                .addKeyValue("reason", problem)
                .log("a setting in ZooKeeper is not used, the file's holds"));
    }

    private static void notUsed(ListenerConfig listener, String reason) {
        LOGGER.atError()
                .addKeyValue("listener", listener.name())
                .addKeyValue("reason", reason)
                .log("the listener's settings in ZooKeeper are not used");
    }

    private boolean names(StoreOverrides overrides, ListenerConfig listener) {
        return overrides.texts().keySet().stream().anyMatch(name -> isOf(listener, name))
                || overrides.secrets().keySet().stream().anyMatch(name -> isOf(listener, name));
    }

    private boolean isOf(ListenerConfig listener, String name) {
        return keys.listener(name).filter(listener.name()::equalsIgnoreCase).isPresent();
    }

    private void keep(Map<String, String> settings, StoredSettings.Meaning meaning, Set<String> badListeners) {
        seen = settings;
        own = settings.entrySet().stream()
                .filter(entry -> !meaning.problems().containsKey(entry.getKey()))
                .filter(entry -> keys.listener(entry.getKey())
                        .filter(listener -> badListeners.stream().anyMatch(listener::equalsIgnoreCase))
                        .isEmpty())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, DynamicSettings::shown));
    }

    private static Optional<String> shown(Map.Entry<String, String> entry) {
        String name = entry.getKey();
        return DynamicKeys.unknown(name) || DynamicKeys.secret(name) ? Optional.empty() : Optional.of(entry.getValue());
    }

    /** Of what is stored for all brokers, only what nobody but a plug-in knows is not told to be of no use. */
    private CompletionStage<Map<String, Optional<String>>> readAll() {
        return store.read(true).thenApply(found -> {
            Map<String, String> problems = new TreeMap<>(found.settings());
            problems.keySet().removeIf(DynamicKeys::unknown);
            problems.replaceAll((name, value) -> "this version of the broker takes it from its file only");
            tell(problems);
            return found.settings().keySet().stream()
                    .filter(DynamicKeys::unknown)
                    .collect(Collectors.toUnmodifiableMap(Function.identity(), name -> Optional.empty()));
        });
    }

    // What others store

    private void changedElsewhere() {
        inTurn(() -> readAll()
                        .thenAccept(found -> all = found)
                        .thenCompose(done -> store.read(false))
                        .thenAcceptAsync(this::follow, thread))
                .whenComplete((done, failure) -> {
                    // A new session reads all again; a broker that stops needs nothing any more.
                    Throwable cause = failure == null ? null : ZkFailure.unwrap(failure);
                    if (cause != null && !(cause instanceof ZkFailure || cause instanceof RejectedExecutionException)) {
                        LOGGER.atError().setCause(failure).log("following changes of settings failed");
                    }
                });
    }

    private void follow(Stored found) {
        if (found.settings().equals(seen)) {
            return; // Our own change, or none.
        }
        StoredSettings.Meaning meaning = reader.meaning(found.settings());
        tell(meaning.problems());
        Set<String> bad = new HashSet<>();
        for (ListenerConfig listener : stores.tlsListeners()) {
            ListenerTls tls = config.tls(listener, meaning.overrides());
            try {
                if (!stores.settings(listener.name()).sameStores(tls.settings())) {
                    Succession next = succession(listener, tls);
                    use(Map.of(listener, new Prepared(tls.settings(), next)));
                }
            } catch (TlsConfigurationException e) {
                notUsed(listener, String.valueOf(e.getMessage()));
                TlsRenewal.record("refused", listener.name(), "reason", String.valueOf(e.getMessage()), base);
                bad.add(listener.name());
            }
        }
        keep(found.settings(), meaning, bad);
    }

    // What we are asked to change

    @Override
    public CompletionStage<AlterOutcome> alter(
            Permit<ClusterScope> permit, boolean everyBroker, List<ConfigChange> changes, boolean validateOnly) {
        permit.require(Operation.ALTER_CONFIGS, ResourceType.CLUSTER);
        return inTurn(() -> change(everyBroker, now -> changes, validateOnly, 1));
    }

    @Override
    public CompletionStage<AlterOutcome> replace(
            Permit<ClusterScope> permit, boolean everyBroker, Map<String, String> settings, boolean validateOnly) {
        permit.require(Operation.ALTER_CONFIGS, ResourceType.CLUSTER);
        return inTurn(() -> change(everyBroker, now -> SettingsChange.replacing(now, settings), validateOnly, 1));
    }

    @Override
    public Map<String, Optional<String>> stored(boolean everyBroker) {
        return everyBroker ? all : own;
    }

    private synchronized <T> CompletionStage<T> inTurn(Supplier<CompletionStage<T>> work) {
        CompletionStage<T> result = last.handle((done, failure) -> "over").thenCompose(over -> work.get());
        last = result;
        return result;
    }

    private CompletionStage<AlterOutcome> change(
            boolean everyBroker,
            Function<Map<String, String>, List<ConfigChange>> changes,
            boolean validateOnly,
            int attempt) {
        return store.read(everyBroker)
                .thenApplyAsync(
                        found -> new Checked(
                                found,
                                check(
                                        rules.decide(found.settings(), changes.apply(found.settings()), everyBroker),
                                        everyBroker,
                                        validateOnly)),
                        thread)
                .thenCompose(checked -> {
                    if (checked.plan().refusal().isPresent()) {
                        return CompletableFuture.completedStage(
                                checked.plan().refusal().get());
                    }
                    if (validateOnly) {
                        checked.plan().drop();
                        return CompletableFuture.completedStage(AlterOutcome.DONE);
                    }
                    return write(everyBroker, checked)
                            .thenCompose(written -> written || attempt == ATTEMPTS_MAX
                                    ? finish(everyBroker, written)
                                    : change(everyBroker, changes, false, attempt + 1));
                });
    }

    private record Checked(Stored before, Plan plan) {}

    /** A change that can be made, or why it cannot. */
    private record Plan(
            Map<String, String> after,
            StoredSettings.Meaning meaning,
            Map<ListenerConfig, Prepared> listeners,
            Optional<AlterOutcome> refusal) {
        void drop() {
            listeners.values().forEach(prepared -> prepared.succession().drop());
        }
    }

    private record Prepared(TlsSettings settings, Succession succession) {}

    /** All listeners or none: what is prepared is dropped when the next one cannot be. */
    private Plan check(SettingsChange.Decided decided, boolean everyBroker, boolean validateOnly) {
        StoredSettings.Meaning meaning = reader.meaning(everyBroker ? Map.of() : decided.after());
        Map<ListenerConfig, Prepared> prepared = new LinkedHashMap<>();
        Plan plan = new Plan(decided.after(), meaning, prepared, decided.refusal());
        if (decided.refusal().isPresent()) {
            return plan;
        }
        for (ListenerConfig listener : stores.tlsListeners()) {
            if (decided.listeners().stream().anyMatch(listener.name()::equalsIgnoreCase)) {
                try {
                    ListenerTls tls = config.tls(listener, meaning.overrides());
                    prepared.put(listener, new Prepared(tls.settings(), succession(listener, tls)));
                } catch (TlsConfigurationException e) {
                    plan.drop();
                    String reason = String.valueOf(e.getMessage());
                    if (!validateOnly) {
                        TlsRenewal.record("refused", listener.name(), "reason", reason, base);
                    }
                    return refused(listener, reason, plan);
                }
            }
        }
        return plan;
    }

    private static Plan refused(ListenerConfig listener, String reason, Plan plan) {
        return new Plan(
                plan.after(),
                plan.meaning(),
                Map.of(),
                Optional.of(AlterOutcome.refused(
                        ErrorCode.INVALID_REQUEST,
                        "listener " + listener.name() + ": " + reason + "; what was in use stays in use")));
    }

    /** @throws TlsConfigurationException if these settings cannot take the place of those in use */
    private Succession succession(ListenerConfig listener, ListenerTls tls) {
        if (!tls.mistakes().isEmpty()) {
            throw new TlsConfigurationException(text(tls.mistakes()));
        }
        return stores.succession(listener.name(), tls.settings(), base.clock().instant());
    }

    private static String text(List<Mistake> mistakes) {
        return mistakes.stream().map(Mistake::toString).collect(Collectors.joining("; "));
    }

    private CompletionStage<Boolean> write(boolean everyBroker, Checked checked) {
        return store.write(everyBroker, checked.plan().after(), checked.before())
                .whenComplete((written, failure) -> {
                    if (failure != null || !written) {
                        checked.plan().drop();
                    }
                })
                .thenApplyAsync(
                        written -> {
                            if (written) {
                                used(everyBroker, checked.plan());
                            }
                            return written;
                        },
                        thread);
    }

    private void used(boolean everyBroker, Plan plan) {
        use(plan.listeners());
        if (everyBroker) {
            all = plan.after().keySet().stream()
                    .filter(DynamicKeys::unknown)
                    .collect(Collectors.toUnmodifiableMap(Function.identity(), name -> Optional.empty()));
        } else {
            keep(plan.after(), plan.meaning(), Set.of());
        }
    }

    private void use(Map<ListenerConfig, Prepared> prepared) {
        prepared.forEach((listener, next) -> {
            stores.use(listener.name(), next.settings(), next.succession());
            TlsRenewal.replaced(listener.name(), next.succession().describe(), base);
        });
    }

    private CompletionStage<AlterOutcome> finish(boolean everyBroker, boolean written) {
        return written
                ? store.announce(everyBroker).thenApply(done -> AlterOutcome.DONE)
                : CompletableFuture.completedStage(AlterOutcome.refused(
                        ErrorCode.UNKNOWN_SERVER_ERROR, "others change the broker's settings all the time"));
    }
}
