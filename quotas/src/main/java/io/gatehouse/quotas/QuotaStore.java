package io.gatehouse.quotas;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionStage;

/**
 * Where limits are kept. Changes bind this process's next request when the returned stage completes. A change takes the
 * proof that the caller may {@link Operation#ALTER_CONFIGS} of the {@link ResourceType#CLUSTER}; an implementation starts
 * with {@link Permit#require}. Thread: any.
 */
public interface QuotaStore {
    /**
     * Sets ({@code OptionalDouble.of}) or removes ({@code empty}) limits of one entity; the others stay. Removing what
     * is not there is fine. Fails with {@link QuotaStoreFailure}.
     */
    CompletionStage<Void> alter(Permit<?> permit, QuotaEntity entity, Map<QuotaKey, OptionalDouble> changes);

    /** All limits, as last read. */
    Map<QuotaEntity, Map<QuotaKey, Double>> all();

    /** The keys that an entity may carry. */
    static List<QuotaKey> keysOf(QuotaEntity entity) {
        return entity.ip().isPresent()
                ? List.of(QuotaKey.CONNECTION_CREATION_RATE)
                : List.of(
                        QuotaKey.PRODUCER_BYTE_RATE,
                        QuotaKey.CONSUMER_BYTE_RATE,
                        QuotaKey.REQUEST_PERCENTAGE,
                        QuotaKey.CONTROLLER_MUTATION_RATE);
    }
}
