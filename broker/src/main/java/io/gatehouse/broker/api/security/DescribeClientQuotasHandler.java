package io.gatehouse.broker.api.security;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaOrder;
import io.gatehouse.quotas.QuotaStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.EntryData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.ValueData;

/** DescribeClientQuotas (key 48): the limits of the entities that a filter finds. */
public final class DescribeClientQuotasHandler
        implements ApiHandler<DescribeClientQuotasRequestData, DescribeClientQuotasResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DESCRIBE_CLIENT_QUOTAS,
            0,
            1,
            RequiredRights.all(
                    "DescribeConfigs on the cluster (ACL-58)",
                    RequiredRights.on(ResourceType.CLUSTER, Operation.DESCRIBE_CONFIGS)));

    private final QuotaStore store;

    public DescribeClientQuotasHandler(QuotaStore store) {
        this.store = store;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DescribeClientQuotasResponseData> handle(
            DescribeClientQuotasRequestData request, RequestContext context) {
        return CompletableFuture.completedStage(context.access()
                .cluster(Operation.DESCRIBE_CONFIGS)
                .fold(permit -> describe(request), DescribeClientQuotasHandler::refused));
    }

    private DescribeClientQuotasResponseData describe(DescribeClientQuotasRequestData request) {
        return QuotaFilter.read(request)
                .fold(
                        filter -> new DescribeClientQuotasResponseData()
                                .setErrorMessage(null)
                                .setEntries(matching(filter)),
                        refusal -> refused(refusal.error(), refusal.sentence()));
    }

    private List<EntryData> matching(QuotaFilter filter) {
        return store.all().entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty() && filter.matches(entry.getKey()))
                .sorted(Map.Entry.comparingByKey(QuotaOrder.SHOWN))
                .map(entry -> entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static EntryData entry(QuotaEntity entity, Map<QuotaKey, Double> limits) {
        return new EntryData()
                .setEntity(QuotaEntities.parts(entity))
                .setValues(limits.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(limit ->
                                new ValueData().setKey(limit.getKey().text()).setValue(limit.getValue()))
                        .toList());
    }

    private static DescribeClientQuotasResponseData refused(ErrorCode error, String sentence) {
        return new DescribeClientQuotasResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(sentence)
                .setEntries(null);
    }
}
