package io.gatehouse.broker.api.security;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.security.QuotaChangeReader.QuotaChange;
import io.gatehouse.broker.api.security.Reading.Refusal;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaStore;
import io.gatehouse.quotas.QuotaStoreFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData.EntityData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData.EntryData;

/** AlterClientQuotas (key 49): sets and removes limits; each entity is answered by itself. */
public final class AlterClientQuotasHandler
        implements ApiHandler<AlterClientQuotasRequestData, AlterClientQuotasResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.ALTER_CLIENT_QUOTAS,
            0,
            1,
            RequiredRights.all(
                    "AlterConfigs on the cluster (ACL-59)",
                    RequiredRights.on(ResourceType.CLUSTER, Operation.ALTER_CONFIGS)));

    private static final Refusal NOT_STORED =
            new Refusal(ErrorCode.UNKNOWN_SERVER_ERROR, "the quotas could not be stored");

    private final QuotaStore store;
    private final AuditTrail audit;

    public AlterClientQuotasHandler(QuotaStore store, AuditTrail audit) {
        this.store = store;
        this.audit = audit;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<AlterClientQuotasResponseData> handle(
            AlterClientQuotasRequestData request, RequestContext context) {
        return context.access()
                .cluster(Operation.ALTER_CONFIGS)
                .fold(
                        permit -> alter(permit, request, context.session()),
                        (error, sentence) -> CompletableFuture.completedStage(answer(request.entries().stream()
                                .map(entry ->
                                        result(entry).setErrorCode(error.code()).setErrorMessage(sentence))
                                .toList())));
    }

    private CompletionStage<AlterClientQuotasResponseData> alter(
            Permit<?> permit, AlterClientQuotasRequestData request, Session by) {
        Set<QuotaEntity> seen = new HashSet<>();
        List<CompletableFuture<EntryData>> results = request.entries().stream()
                .map(entry -> alterOne(permit, entry, seen, request.validateOnly(), by)
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> answer(
                        results.stream().map(result -> result.getNow(null)).toList()));
    }

    private CompletionStage<EntryData> alterOne(
            Permit<?> permit,
            AlterClientQuotasRequestData.EntryData entry,
            Set<QuotaEntity> seen,
            boolean validateOnly,
            Session by) {
        return QuotaChangeReader.read(entry)
                .<CompletionStage<EntryData>>fold(
                        change -> {
                            if (!seen.add(change.entity())) {
                                return refused(
                                        entry,
                                        new Refusal(
                                                ErrorCode.INVALID_REQUEST,
                                                "entity twice (expected: each entity once)"));
                            }
                            return validateOnly || change.limits().isEmpty()
                                    ? CompletableFuture.completedStage(result(entry))
                                    : store(permit, entry, change, by);
                        },
                        refusal -> refused(entry, refusal));
    }

    private CompletionStage<EntryData> store(
            Permit<?> permit, AlterClientQuotasRequestData.EntryData entry, QuotaChange change, Session by) {
        CompletionStage<Void> altered = store.alter(permit, change.entity(), change.limits());
        return StoreOutcomes.stored(altered, QuotaStoreFailure.class).thenCompose(stored -> {
            write(stored, change, by);
            return stored ? CompletableFuture.completedStage(result(entry)) : refused(entry, NOT_STORED);
        });
    }

    private void write(boolean stored, QuotaChange change, Session by) {
        ChangeEvents events = new ChangeEvents(by.principal().toString(), by.host());
        audit.record(events.quota(stored ? "changed" : "failed", change.entity(), change.limits()));
    }

    private static CompletionStage<EntryData> refused(AlterClientQuotasRequestData.EntryData entry, Refusal refusal) {
        return CompletableFuture.completedStage(
                result(entry).setErrorCode(refusal.error().code()).setErrorMessage(refusal.sentence()));
    }

    private static EntryData result(AlterClientQuotasRequestData.EntryData entry) {
        return new EntryData()
                .setErrorMessage(null)
                .setEntity(entry.entity().stream()
                        .map(part -> new EntityData()
                                .setEntityType(part.entityType())
                                .setEntityName(part.entityName()))
                        .toList());
    }

    private static AlterClientQuotasResponseData answer(List<EntryData> results) {
        return new AlterClientQuotasResponseData().setEntries(results);
    }
}
