package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclStore;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;

/** CreateAcls (key 30): adds access rules; each that cannot be is answered by itself. */
public final class CreateAclsHandler implements ApiHandler<CreateAclsRequestData, CreateAclsResponseData> {
    static final ApiSpec SPEC = new ApiSpec(
            ApiKey.CREATE_ACLS,
            1,
            3,
            RequiredRights.all(
                    "Alter on the cluster (ACL-40)", RequiredRights.on(ResourceType.CLUSTER, Operation.ALTER)));

    private final AclEngine rules;
    private final RuleChanges changes;

    public CreateAclsHandler(AclEngine rules, AclStore store, AuditTrail audit) {
        this.rules = rules;
        this.changes = new RuleChanges(store, audit);
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<CreateAclsResponseData> handle(CreateAclsRequestData request, RequestContext context) {
        return context.access()
                .cluster(Operation.ALTER)
                .fold(
                        permit -> create(permit, request, context),
                        (error, sentence) -> CompletableFuture.completedStage(answer(request.creations().stream()
                                .map(any -> result(error).setErrorMessage(sentence))
                                .toList())));
    }

    private CompletionStage<CreateAclsResponseData> create(
            Permit<?> permit, CreateAclsRequestData request, RequestContext context) {
        if (!rules.enforcing()) {
            return CompletableFuture.completedStage(answer(request.creations().stream()
                    .map(any -> refused(RuleChanges.NO_AUTHORIZER))
                    .toList()));
        }
        List<Reading<AccessRule>> readings =
                request.creations().stream().map(RuleReader::read).toList();
        List<AccessRule> added = new ArrayList<>();
        readings.forEach(reading -> reading.<Boolean>fold(added::add, refusal -> false));
        return changes.add(permit, added, context.session())
                .thenApply(stored -> answer(readings.stream()
                        .map(reading -> reading.fold(rule -> result(stored), CreateAclsHandler::refused))
                        .toList()));
    }

    private static AclCreationResult result(boolean stored) {
        return stored
                ? result(ErrorCode.NONE)
                : result(ErrorCode.UNKNOWN_SERVER_ERROR).setErrorMessage(RuleChanges.NOT_STORED_TEXT);
    }

    private static AclCreationResult refused(Reading.Refusal refusal) {
        return result(refusal.error()).setErrorMessage(refusal.sentence());
    }

    private static AclCreationResult result(ErrorCode error) {
        return new AclCreationResult().setErrorCode(error.code()).setErrorMessage(null);
    }

    private static CreateAclsResponseData answer(List<AclCreationResult> results) {
        return new CreateAclsResponseData().setResults(results);
    }
}
