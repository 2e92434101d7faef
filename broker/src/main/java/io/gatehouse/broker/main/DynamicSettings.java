package io.gatehouse.broker.main;

import static io.gatehouse.broker.main.Waiting.await;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.topic.BrokerSettings;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.DynamicKeys;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.BrokerConfigStore;
import io.gatehouse.broker.controller.BrokerConfigStore.Stored;
import io.gatehouse.broker.controller.ConfigChange;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.zk.ZkFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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
 * The settings of this broker that can change while it runs: its listeners' key and trust stores, and which listeners there
 * are (CONFORMANCE TLS-52 to TLS-59). A change is checked whole, stored, and used, in this order; what others store is heard of, checked, and used.
 *
 * <p>Thread: one change at a time, on the thread that looks at the stores' files; between reading and writing ZooKeeper that
 * thread is free. Everything public: any.
 */
final class DynamicSettings implements BrokerSettings {
    private static final Logger LOGGER = LoggerFactory.getLogger(DynamicSettings.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Somebody else writes the same settings all the time: then the caller may try again itself. */
    private static final int ATTEMPTS_MAX = 10;

    private final BrokerConfigStore store;
    private final StoreChanges stores;
    private final ListenerChanges listeners;
    private final Executor thread;
    private final StoredSettings reader;
    private final SettingsChange rules;

    /** What holds, by name. */
    private volatile Map<String, Optional<String>> own = Map.of();

    private volatile Map<String, Optional<String>> all = Map.of();

    /** This broker's as last read or written. Only changes in turn touch it, as the next. */
    private Map<String, String> seen = Map.of();

    /** Those of all brokers. */
    private Map<String, String> allSeen = Map.of();

    /** Changes wait until the listeners are there. */
    private final CompletableFuture<String> begun = new CompletableFuture<>();

    /** The end of the last change in the queue. Guarded by this. */
    private CompletionStage<?> last = begun;

    /** @param thread may block on files; the same that looks at them */
    DynamicSettings(
            BrokerConfig config, BrokerConfigStore store, ListenerStores stores, Executor thread, Foundation base) {
        DynamicKeys keys = new DynamicKeys(config.listeners());
        this.store = store;
        this.stores = new StoreChanges(config, stores, base);
        this.listeners = new ListenerChanges(config, keys, stores);
        this.thread = thread;
        this.reader = new StoredSettings(keys, config.passwords(), base.random());
        this.rules = new SettingsChange(keys, reader);
    }

    // At the start

    /**
     * Settles which listeners there are and which stores they use, before they open (TLS-60), and hears of changes from now
     * on.
     */
    List<ListenerConfig> load() {
        await(store.follow(this::changedElsewhere), PATIENCE, "following changes of settings");
        Stored found = await(store.read(false), PATIENCE, "reading this broker's settings");
        Map<String, String> settings = renewed(found);
        StoredSettings.Meaning meaning = reader.meaning(settings);
        tell(meaning.problems());
        List<ListenerConfig> open = listeners.settle(meaning.overrides());
        stores.settle(meaning.overrides());
        keep(settings, meaning);
        keepAll(await(store.read(true), PATIENCE, "reading all brokers' settings")
                .settings());
        return open;
    }

    /** The listeners are there, with all that makes handshakes on them; what has changed meanwhile is looked at now. */
    void begin(ListenerChanges.Opening doors) {
        listeners.begin(doors);
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

    /** From now on these are stored; those count that are used. */
    private void keep(Map<String, String> settings, StoredSettings.Meaning meaning) {
        List<ListenerConfig> elsewhere = stores.elsewhere(meaning.overrides());
        seen = settings;
        own = settings.entrySet().stream()
                .filter(entry -> !meaning.problems().containsKey(entry.getKey()))
                .filter(entry -> listeners.holds(entry.getKey(), meaning.overrides()))
                .filter(entry -> elsewhere.stream().noneMatch(listener -> listener.owns(entry.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, DynamicSettings::shown));
    }

    private static Optional<String> shown(Map.Entry<String, String> entry) {
        String name = entry.getKey();
        return DynamicKeys.unknown(name) || DynamicKeys.secret(name) ? Optional.empty() : Optional.of(entry.getValue());
    }

    /** Of what is stored for all brokers, only what nobody but a plug-in knows counts. */
    private void keepAll(Map<String, String> settings) {
        if (!settings.equals(allSeen)) {
            allSeen = settings;
            Map<String, String> problems = new TreeMap<>(settings);
            problems.keySet().removeIf(DynamicKeys::unknown);
            problems.replaceAll((name, value) -> "it is stored for all brokers (expected: in the brokers' files)");
            tell(problems);
            all = settings.keySet().stream()
                    .filter(DynamicKeys::unknown)
                    .collect(Collectors.toUnmodifiableMap(Function.identity(), name -> Optional.empty()));
        }
    }

    // What others store

    private void changedElsewhere() {
        inTurn(() -> store.read(true)
                        .thenAcceptAsync(found -> keepAll(found.settings()), thread)
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
        listeners.follow(seen, found.settings(), meaning.overrides());
        stores.follow(meaning.overrides());
        keep(found.settings(), meaning);
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
                        found -> plan(
                                found,
                                rules.decide(found.settings(), changes.apply(found.settings()), everyBroker),
                                everyBroker,
                                validateOnly),
                        thread)
                .thenCompose(plan -> {
                    if (plan.refusal().isPresent()) {
                        return CompletableFuture.completedStage(plan.refusal().get());
                    }
                    if (validateOnly) {
                        plan.drop();
                        return CompletableFuture.completedStage(AlterOutcome.DONE);
                    }
                    return write(everyBroker, plan)
                            .thenCompose(written -> written || attempt == ATTEMPTS_MAX
                                    ? finish(everyBroker, written)
                                    : change(everyBroker, changes, false, attempt + 1));
                });
    }

    /** A change that can be made, or why it cannot. */
    private record Plan(
            Stored before,
            Map<String, String> after,
            StoredSettings.Meaning meaning,
            List<PreparedChange> prepared,
            Optional<AlterOutcome> refusal) {
        void drop() {
            prepared.forEach(PreparedChange::drop);
        }
    }

    private Plan plan(Stored before, SettingsChange.Decided decided, boolean everyBroker, boolean validateOnly) {
        Map<String, String> after = decided.after();
        StoredSettings.Meaning meaning = reader.meaning(everyBroker ? Map.of() : after);
        if (decided.refusal().isPresent()) {
            return new Plan(before, after, meaning, List.of(), decided.refusal());
        }
        try {
            return new Plan(
                    before,
                    after,
                    meaning,
                    everyBroker ? List.of() : prepared(before, decided, meaning, validateOnly),
                    Optional.empty());
        } catch (ChangeRefused e) {
            AlterOutcome refusal =
                    AlterOutcome.refused(ErrorCode.INVALID_REQUEST, e.getMessage() + "; what was in use stays in use");
            return new Plan(before, after, meaning, List.of(), Optional.of(refusal));
        }
    }

    private List<PreparedChange> prepared(
            Stored before, SettingsChange.Decided decided, StoredSettings.Meaning meaning, boolean validateOnly) {
        Set<String> staying = new HashSet<>(decided.listeners());
        staying.removeAll(listeners.leaving(meaning.overrides()));
        List<PreparedChange> prepared = new ArrayList<>(stores.prepare(staying, meaning.overrides(), !validateOnly));
        try {
            prepared.add(listeners.prepare(before.settings(), decided.after(), meaning.overrides()));
            return prepared;
        } catch (RuntimeException e) {
            prepared.forEach(PreparedChange::drop);
            throw e;
        }
    }

    private CompletionStage<Boolean> write(boolean everyBroker, Plan plan) {
        return store.write(everyBroker, plan.after(), plan.before())
                .whenComplete((written, failure) -> {
                    if (failure != null || !written) {
                        plan.drop();
                    }
                })
                .thenApplyAsync(
                        written -> {
                            if (written) {
                                used(everyBroker, plan);
                            }
                            return written;
                        },
                        thread);
    }

    private void used(boolean everyBroker, Plan plan) {
        plan.prepared().forEach(PreparedChange::use);
        if (everyBroker) {
            keepAll(plan.after());
        } else {
            keep(plan.after(), plan.meaning());
        }
    }

    private CompletionStage<AlterOutcome> finish(boolean everyBroker, boolean written) {
        return written
                ? store.announce(everyBroker).thenApply(done -> AlterOutcome.DONE)
                : CompletableFuture.completedStage(AlterOutcome.refused(
                        ErrorCode.UNKNOWN_SERVER_ERROR, "others change the broker's settings all the time"));
    }
}
