package io.gatehouse.broker.controller;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.controller.znode.ConfigChangeZnode;
import io.gatehouse.broker.controller.znode.ControllerZnode;
import io.gatehouse.broker.controller.znode.CorruptZnode;
import io.gatehouse.broker.controller.znode.TopicConfigZnode;
import io.gatehouse.broker.controller.znode.TopicZnode;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.zk.SessionState;
import io.gatehouse.zk.ZkFailure;
import io.gatehouse.zk.ZkOp;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeExists;
import io.gatehouse.zk.ZnodeKind;
import io.gatehouse.zk.ZnodeMissing;
import io.gatehouse.zk.ZnodeValue;
import io.gatehouse.zk.ZnodeVersionConflict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What topics override of the brokers' settings: reads and writes the znodes, and follows the changes that any broker or
 * tool makes (COMPAT C6). Thread: any; listeners run on ZooKeeper's event thread and must not block.
 */
public final class TopicConfigStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicConfigStore.class);

    /** Somebody else writes the same topic's settings all the time: then the caller may try again itself. */
    private static final int ATTEMPTS_MAX = 10;

    private final ZkSession zookeeper;
    private final TopicConfigRules rules;
    private final Map<TopicName, Map<String, String>> known = new ConcurrentHashMap<>();
    private final List<BiConsumer<TopicName, Map<String, String>>> listeners = new CopyOnWriteArrayList<>();

    /** The highest notice processed. Guarded by this. */
    private long processed = -1;

    public TopicConfigStore(ZkSession zookeeper, TopicConfigRules rules) {
        this.zookeeper = zookeeper;
        this.rules = rules;
    }

    // Reading

    /** Loads the settings of all topics and follows their changes (COMPAT C6.8). */
    public CompletionStage<Void> start() {
        zookeeper.onSessionState(state -> {
            if (state == SessionState.RECONNECTED_NEW_SESSION) {
                follow().whenComplete(TopicConfigStore::logFailure);
            }
        });
        return follow().thenCompose(following -> zookeeper
                .children(TopicConfigZnode.PARENT)
                .thenCompose(names -> Stages.all(
                        names.stream()
                                .flatMap(name -> TopicName.parse(name).stream())
                                .toList(),
                        this::read))
                .thenAccept(loaded -> {}));
    }

    /** Calls {@code listener} with a topic's overrides whenever they have changed. */
    public void onChange(BiConsumer<TopicName, Map<String, String>> listener) {
        listeners.add(listener);
    }

    /** A topic's overrides as last heard. */
    public Map<String, String> known(TopicName topic) {
        return known.getOrDefault(topic, Map.of());
    }

    /** A topic's overrides as ZooKeeper has them now. */
    public CompletionStage<Map<String, String>> read(TopicName topic) {
        return zookeeper.read(TopicConfigZnode.path(topic)).thenApply(node -> {
            Map<String, String> overrides =
                    node.map(value -> decode(topic, value)).orElse(Map.of());
            if (overrides.isEmpty()) {
                known.remove(topic);
            } else {
                known.put(topic, overrides);
            }
            return overrides;
        });
    }

    /** A znode that cannot be read overrides nothing: no topic is lost for it (COMPAT C6.12). */
    private static Map<String, String> decode(TopicName topic, ZnodeValue node) {
        try {
            return Map.copyOf(TopicConfigZnode.decode(node.data()));
        } catch (CorruptZnode e) {
            LOGGER.atError()
                    .addKeyValue("topic", topic)
                    .addKeyValue("problem", e.getMessage())
                    .log("a topic's settings cannot be read, the broker's hold");
            return Map.of();
        }
    }

    private CompletionStage<Void> follow() {
        return zookeeper
                .childrenAndWatch(ConfigChangeZnode.PARENT, () -> follow().whenComplete(TopicConfigStore::logFailure))
                .thenCompose(names -> Stages.all(unseen(names), this::notice))
                .thenAccept(all -> {});
    }

    private synchronized List<String> unseen(List<String> names) {
        TreeMap<Long, String> byNumber = new TreeMap<>();
        names.forEach(name -> ConfigChangeZnode.number(name).ifPresent(number -> byNumber.put(number, name)));
        List<String> unseen = List.copyOf(byNumber.tailMap(processed, false).values());
        processed = byNumber.isEmpty() ? processed : Math.max(processed, byNumber.lastKey());
        return unseen;
    }

    private CompletionStage<Void> notice(String name) {
        return zookeeper
                .read(ConfigChangeZnode.PARENT + "/" + name)
                .thenApply(node -> node.flatMap(TopicConfigStore::topicOf))
                .thenCompose(topic -> topic.isEmpty()
                        ? Stages.done()
                        : read(topic.get())
                                .thenAccept(overrides ->
                                        listeners.forEach(listener -> listener.accept(topic.get(), overrides))));
    }

    private static Optional<TopicName> topicOf(ZnodeValue notice) {
        try {
            return ConfigChangeZnode.decode(notice.data());
        } catch (CorruptZnode e) {
            LOGGER.atWarn().addKeyValue("problem", e.getMessage()).log("a notice of a config change cannot be read");
            return Optional.empty();
        }
    }

    private static void logFailure(@Nullable Void done, @Nullable Throwable failure) {
        if (failure != null && !(ZkFailure.unwrap(failure) instanceof ZkFailure)) { // A new session follows again.
            LOGGER.atError().setCause(failure).log("following config changes failed");
        }
    }

    // Writing

    /** @param permit ALTER_CONFIGS on the topic */
    public CompletionStage<AlterOutcome> alter(
            Permit<TopicName> permit, List<ConfigChange> changes, boolean validateOnly) {
        return change(permit.resource(Operation.ALTER_CONFIGS), now -> applied(now, changes), validateOnly, 1);
    }

    /**
     * Replaces all overrides.
     *
     * @param permit ALTER_CONFIGS on the topic
     */
    public CompletionStage<AlterOutcome> replace(
            Permit<TopicName> permit, Map<String, String> overrides, boolean validateOnly) {
        return change(permit.resource(Operation.ALTER_CONFIGS), now -> checked(overrides), validateOnly, 1);
    }

    /** The overrides after a change, or why it is refused. */
    private record Decided(Map<String, String> overrides, Optional<String> problem) {}

    private Decided applied(Map<String, String> now, List<ConfigChange> changes) {
        Map<String, String> overrides = new TreeMap<>(now);
        for (ConfigChange change : changes) {
            if (change.needsList() && !rules.isList(change.name())) {
                return new Decided(
                        now, Optional.of("cannot append to or subtract from " + change.name() + " (expected: a list)"));
            }
            String before = overrides.containsKey(change.name())
                    ? overrides.getOrDefault(change.name(), "")
                    : rules.inherited(change.name()).orElse("");
            change.applied(before)
                    .ifPresentOrElse(
                            value -> overrides.put(change.name(), value), () -> overrides.remove(change.name()));
        }
        return checked(overrides);
    }

    private Decided checked(Map<String, String> overrides) {
        return new Decided(overrides, rules.problem(overrides));
    }

    /** COMPAT C6.5; unlike Kafka the write expects the version that was read, so that no change of others is lost. */
    private CompletionStage<AlterOutcome> change(
            TopicName topic, Function<Map<String, String>, Decided> decide, boolean validateOnly, int attempt) {
        return readForChange(topic).thenCompose(found -> {
            if (found.topic().isEmpty()) {
                return refuse(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "no such topic");
            }
            if (found.controller().isEmpty() || kraft(found.controller().get())) {
                return refuse(ErrorCode.NOT_CONTROLLER, "no controller in ZooKeeper mode");
            }
            Decided next = decide.apply(
                    found.config().map(value -> decode(topic, value)).orElse(Map.of()));
            if (next.problem().isPresent()) {
                return refuse(ErrorCode.INVALID_CONFIG, next.problem().get());
            }
            if (validateOnly) {
                return Stages.of(AlterOutcome.DONE);
            }
            return write(topic, found.controller().get(), found.config(), next.overrides())
                    .thenCompose(written -> written || attempt == ATTEMPTS_MAX
                            ? notify(topic, written)
                            : change(topic, decide, false, attempt + 1));
        });
    }

    private static CompletionStage<AlterOutcome> refuse(ErrorCode error, String message) {
        return Stages.of(AlterOutcome.refused(error, message));
    }

    private static boolean kraft(ZnodeValue controller) {
        return ControllerZnode.decode(controller.data()).kraft();
    }

    private record Found(Optional<ZnodeValue> controller, Optional<ZnodeValue> topic, Optional<ZnodeValue> config) {}

    /** The controller first: its version guards what is read after it. */
    private CompletionStage<Found> readForChange(TopicName topic) {
        return zookeeper
                .read(ControllerZnode.PATH)
                .thenCompose(controller -> zookeeper
                        .read(TopicZnode.path(topic))
                        .thenCombine(
                                zookeeper.read(TopicConfigZnode.path(topic)),
                                (assignment, config) -> new Found(controller, assignment, config)));
    }

    /** False where somebody else was faster. */
    private CompletionStage<Boolean> write(
            TopicName topic, ZnodeValue controller, Optional<ZnodeValue> before, Map<String, String> overrides) {
        String path = TopicConfigZnode.path(topic);
        byte[] bytes = TopicConfigZnode.encode(overrides);
        ZkOp write = before.map(node -> ZkOp.write(path, bytes, node.version()))
                .orElseGet(() -> ZkOp.create(path, bytes, ZnodeKind.PERSISTENT));
        return zookeeper
                .multi(List.of(ZkOp.check(ControllerZnode.PATH, controller.version()), write))
                .<CompletionStage<Boolean>>handle(
                        (outcomes, failure) -> failure == null ? Stages.of(true) : raced(ZkFailure.unwrap(failure)))
                .thenCompose(Function.identity());
    }

    private static CompletionStage<Boolean> raced(Throwable failure) {
        return failure instanceof ZnodeVersionConflict
                        || failure instanceof ZnodeExists
                        || failure instanceof ZnodeMissing
                ? Stages.of(false)
                : Stages.failed(failure);
    }

    private CompletionStage<AlterOutcome> notify(TopicName topic, boolean written) {
        if (!written) {
            return Stages.of(AlterOutcome.refused(
                    ErrorCode.UNKNOWN_SERVER_ERROR, "others change the topic's settings all the time"));
        }
        return zookeeper
                .create(ConfigChangeZnode.PREFIX, ConfigChangeZnode.encode(topic), ZnodeKind.PERSISTENT_SEQUENTIAL)
                .thenApply(path -> AlterOutcome.DONE);
    }
}
