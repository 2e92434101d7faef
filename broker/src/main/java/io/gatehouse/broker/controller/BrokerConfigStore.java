package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.znode.BrokerConfigZnode;
import io.gatehouse.broker.controller.znode.ConfigChangeZnode;
import io.gatehouse.broker.controller.znode.ControllerZnode;
import io.gatehouse.broker.controller.znode.CorruptZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.zk.ChangeFeed;
import io.gatehouse.zk.SessionState;
import io.gatehouse.zk.ZkFailure;
import io.gatehouse.zk.ZkOp;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeExists;
import io.gatehouse.zk.ZnodeKind;
import io.gatehouse.zk.ZnodeMissing;
import io.gatehouse.zk.ZnodeValue;
import io.gatehouse.zk.ZnodeVersionConflict;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ZooKeeper holds of a broker's settings: reads and writes the znodes as they are, and hears of changes that any
 * broker or tool makes (CONFORMANCE CDY-02, CDY-21). Passwords in them are encrypted, which is the callers' affair. Thread:
 * any.
 */
public final class BrokerConfigStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerConfigStore.class);

    private final ZkSession zookeeper;
    private final BrokerId self;
    private final InstantSource clock;

    public BrokerConfigStore(ZkSession zookeeper, BrokerId self, InstantSource clock) {
        this.zookeeper = zookeeper;
        this.self = self;
        this.clock = clock;
    }

    /**
     * What was read, with the version that a write expects.
     *
     * @param version empty if nothing was ever stored
     */
    public record Stored(Map<String, String> settings, OptionalInt version) {
        public Stored {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * Calls {@code changed} whenever this broker's settings, or those of all brokers, may have changed.
     *
     * @param changed runs on ZooKeeper's event thread and must not block
     */
    public CompletionStage<Void> follow(Runnable changed) {
        ChangeFeed feed = new ChangeFeed(
                zookeeper,
                ConfigChangeZnode.PARENT,
                ConfigChangeZnode.NAME_BEGINS,
                news -> heard(news, changed),
                clock);
        zookeeper.onSessionState(state -> {
            if (state == SessionState.RECONNECTED_NEW_SESSION) {
                feed.follow().whenComplete((done, failure) -> changed.run());
            }
        });
        return feed.follow();
    }

    private void heard(List<byte[]> news, Runnable changed) {
        if (news.stream().anyMatch(this::concerns)) {
            changed.run();
        }
    }

    private boolean concerns(byte[] notice) {
        try {
            return BrokerConfigZnode.concerns(notice, self);
        } catch (CorruptZnode e) {
            LOGGER.atWarn().addKeyValue("problem", e.getMessage()).log("a notice of a config change cannot be read");
            return false;
        }
    }

    /**
     * This broker's settings, or those of all; none where they cannot be read (COMPAT C6.12).
     *
     * @param everyBroker those of all
     */
    public CompletionStage<Stored> read(boolean everyBroker) {
        return zookeeper
                .read(path(everyBroker))
                .thenApply(node -> node.map(value -> stored(everyBroker, value))
                        .orElseGet(() -> new Stored(Map.of(), OptionalInt.empty())));
    }

    private Stored stored(boolean everyBroker, ZnodeValue node) {
        try {
            return new Stored(BrokerConfigZnode.decode(node.data()), OptionalInt.of(node.version()));
        } catch (CorruptZnode e) {
            LOGGER.atError()
                    .addKeyValue("znode", path(everyBroker))
                    .addKeyValue("problem", e.getMessage())
                    .log("stored settings of brokers cannot be read, the file's hold");
            return new Stored(Map.of(), OptionalInt.of(node.version()));
        }
    }

    /**
     * Stores settings in the place of {@code before}. False where somebody else was faster; fails
     * where the cluster is not in ZooKeeper mode any more (COMPAT C6.5).
     */
    public CompletionStage<Boolean> write(boolean everyBroker, Map<String, String> settings, Stored before) {
        return zookeeper
                .read(ControllerZnode.PATH)
                .thenCompose(controller -> zookeeper.multi(parts(everyBroker, settings, before, controller)))
                .<CompletionStage<Boolean>>handle(
                        (outcomes, failure) -> failure == null ? Stages.of(true) : raced(ZkFailure.unwrap(failure)))
                .thenCompose(Function.identity());
    }

    private List<ZkOp> parts(
            boolean everyBroker, Map<String, String> settings, Stored before, Optional<ZnodeValue> controller) {
        List<ZkOp> parts = new ArrayList<>();
        controller.ifPresent(value -> {
            if (ControllerZnode.decode(value.data()).kraft()) {
                throw new ControllerMoved("the controller is a KRaft one (expected: a cluster in ZooKeeper mode)");
            }
            parts.add(ZkOp.check(ControllerZnode.PATH, value.version()));
        });
        byte[] bytes = BrokerConfigZnode.encode(settings);
        String path = path(everyBroker);
        parts.add(
                before.version().isPresent()
                        ? ZkOp.write(path, bytes, before.version().getAsInt())
                        : ZkOp.create(path, bytes, ZnodeKind.PERSISTENT));
        return parts;
    }

    private static CompletionStage<Boolean> raced(Throwable failure) {
        return failure instanceof ZnodeVersionConflict
                        || failure instanceof ZnodeExists
                        || failure instanceof ZnodeMissing
                ? Stages.of(false)
                : Stages.failed(failure);
    }

    /** Tells all brokers that these settings have changed. */
    public CompletionStage<Void> announce(boolean everyBroker) {
        return zookeeper
                .create(
                        ConfigChangeZnode.PREFIX,
                        BrokerConfigZnode.notice(entity(everyBroker)),
                        ZnodeKind.PERSISTENT_SEQUENTIAL)
                .thenAccept(path -> {});
    }

    private String path(boolean everyBroker) {
        return BrokerConfigZnode.path(entity(everyBroker));
    }

    private Optional<BrokerId> entity(boolean everyBroker) {
        return everyBroker ? Optional.empty() : Optional.of(self);
    }
}
