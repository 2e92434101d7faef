package io.gatehouse.quotas;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionStage;

/** Where limits are kept. Changes bind this process's next request when the returned stage completes. Thread: any. */
public interface QuotaStore {
    /** Sets ({@code OptionalDouble.of}) or removes ({@code empty}) limits of one entity; the others stay. */
    CompletionStage<Void> alter(QuotaEntity entity, Map<QuotaKey, OptionalDouble> changes);

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
