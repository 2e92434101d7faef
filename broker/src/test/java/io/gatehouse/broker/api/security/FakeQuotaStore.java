package io.gatehouse.broker.api.security;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaStore;
import io.gatehouse.quotas.QuotaStoreFailure;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps limits in memory. */
final class FakeQuotaStore implements QuotaStore {
    private final Map<QuotaEntity, Map<QuotaKey, Double>> limits = new LinkedHashMap<>();
    boolean broken;

    @Override
    public CompletionStage<Void> alter(Permit<?> permit, QuotaEntity entity, Map<QuotaKey, OptionalDouble> changes) {
        permit.require(Operation.ALTER_CONFIGS, ResourceType.CLUSTER);
        if (broken) {
            return CompletableFuture.failedStage(new QuotaStoreFailure("out of order", new IllegalStateException()));
        }
        Map<QuotaKey, Double> of = limits.computeIfAbsent(entity, any -> new EnumMap<>(QuotaKey.class));
        changes.forEach((key, value) -> {
            if (value.isPresent()) {
                of.put(key, value.getAsDouble());
            } else {
                of.remove(key);
            }
        });
        return CompletableFuture.completedStage(null);
    }

    @Override
    public Map<QuotaEntity, Map<QuotaKey, Double>> all() {
        return limits;
    }
}
