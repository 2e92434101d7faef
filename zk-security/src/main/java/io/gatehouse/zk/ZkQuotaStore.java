package io.gatehouse.zk;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaSnapshot;
import io.gatehouse.quotas.QuotaStore;
import io.gatehouse.quotas.QuotaStoreFailure;
import io.gatehouse.zk.znode.EntityConfigZnode;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits in the settings of users, clients and addresses (CONFORMANCE QTZ-05 to QTZ-11). An entity whose znode cannot be
 * read keeps the limits that it had: to break a znode is no way out of them. Thread: any; reads one snapshot.
 */
public final class ZkQuotaStore implements QuotaStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(ZkQuotaStore.class);

    private final ZkUserConfigs configs;
    private final Consumer<QuotaSnapshot> onLimits;
    private volatile QuotaSnapshot limits = QuotaSnapshot.EMPTY;

    /**
     * To be made before {@link ZkUserConfigs#start}; empty until then.
     *
     * @param onLimits gets all limits whenever they may have changed, for example {@code QuotaLedger::replace}
     */
    public ZkQuotaStore(ZkUserConfigs configs, Consumer<QuotaSnapshot> onLimits) {
        this.configs = configs;
        this.onLimits = onLimits;
        configs.listen(this::read);
    }

    @Override
    public CompletionStage<Void> alter(Permit<?> permit, QuotaEntity entity, Map<QuotaKey, OptionalDouble> changes) {
        permit.require(Operation.ALTER_CONFIGS, ResourceType.CLUSTER);
        return configs.change(entity, config -> with(config, changes))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        new QuotaStoreFailure("limits not changed", ZkFailure.unwrap(failure))));
    }

    /** Settings with these limits set or removed. */
    static Map<String, String> with(Map<String, String> config, Map<QuotaKey, OptionalDouble> changes) {
        Map<String, String> changed = new HashMap<>(config);
        changes.forEach((key, limit) -> {
            if (limit.isPresent()) {
                changed.put(key.text(), text(key, limit.getAsDouble()));
            } else {
                changed.remove(key.text());
            }
        });
        return Map.copyOf(changed);
    }

    @Override
    public Map<QuotaEntity, Map<QuotaKey, Double>> all() {
        return limits.all();
    }

    private void read(SealedCopies.View<QuotaEntity, Map<String, String>> view) {
        Map<QuotaEntity, Map<QuotaKey, Double>> all = new HashMap<>();
        view.values().forEach((entity, config) -> {
            Map<QuotaKey, Double> own = limits(entity, config);
            if (!own.isEmpty()) {
                all.put(entity, own);
            }
        });
        Map<QuotaEntity, Map<QuotaKey, Double>> before = limits.all();
        view.unreadable().forEach(entity -> {
            Map<QuotaKey, Double> own = before.get(entity);
            if (own != null) {
                all.put(entity, own);
            }
        });
        limits = new QuotaSnapshot(all);
        onLimits.accept(limits);
    }

    static Map<QuotaKey, Double> limits(QuotaEntity entity, Map<String, String> config) {
        Map<QuotaKey, Double> own = new EnumMap<>(QuotaKey.class);
        for (QuotaKey key : QuotaStore.keysOf(entity)) {
            String text = config.get(key.text());
            if (text != null) {
                OptionalDouble limit = limit(text);
                limit.ifPresentOrElse(
                        value -> own.put(key, value),
                        () -> LOGGER.atWarn()
                                .addKeyValue("entity", EntityConfigZnode.entityPath(entity))
                                .addKeyValue("key", key.text())
                                .log("limit ignored (expected: a number)"));
            }
        }
        return own;
    }

    /** Kafka stores what it is told; what is below zero blocks like zero (CONFORMANCE QTZ-13). */
    private static OptionalDouble limit(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? OptionalDouble.of(Math.max(0, value)) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** Kafka reads some keys as whole numbers only (CONFORMANCE QTZ-05, QTZ-06). */
    private static String text(QuotaKey key, double limit) {
        return switch (key) {
            case PRODUCER_BYTE_RATE, CONSUMER_BYTE_RATE, CONNECTION_CREATION_RATE -> Long.toString(Math.round(limit));
            case REQUEST_PERCENTAGE, CONTROLLER_MUTATION_RATE -> Double.toString(limit);
        };
    }
}
