package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.AclStore;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsMatchingAcl;

/** DeleteAcls (key 31): removes the access rules that filters find, and lists them by filter. */
public final class DeleteAclsHandler implements ApiHandler<DeleteAclsRequestData, DeleteAclsResponseData> {
    static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DELETE_ACLS,
            1,
            3,
            RequiredRights.all(
                    "Alter on the cluster (ACL-41)", RequiredRights.on(ResourceType.CLUSTER, Operation.ALTER)));

    private final AclEngine rules;
    private final RuleChanges changes;

    public DeleteAclsHandler(AclEngine rules, AclStore store, AuditTrail audit) {
        this.rules = rules;
        this.changes = new RuleChanges(store, audit);
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DeleteAclsResponseData> handle(DeleteAclsRequestData request, RequestContext context) {
        return context.access()
                .cluster(Operation.ALTER)
                .fold(
                        permit -> delete(permit, request, context),
                        (error, sentence) -> CompletableFuture.completedStage(allFail(request, error, sentence)));
    }

    private CompletionStage<DeleteAclsResponseData> delete(
            Permit<?> permit, DeleteAclsRequestData request, RequestContext context) {
        if (!rules.enforcing()) {
            return CompletableFuture.completedStage(
                    allFail(request, RuleChanges.NO_AUTHORIZER.error(), RuleChanges.NO_AUTHORIZER.sentence()));
        }
        Optional<AclSnapshot> now = rules.snapshot();
        if (now.isEmpty()) {
            return CompletableFuture.completedStage(
                    allFail(request, RuleChanges.NOT_LOADED, RuleChanges.NOT_LOADED_TEXT));
        }
        List<Reading<List<AccessRule>>> found = request.filters().stream()
                .map(FilterReader::read)
                .map(reading -> reading.<Reading<List<AccessRule>>>fold(
                        filter -> Reading.of(now.get().lasting(filter)), Reading::refused))
                .toList();
        List<AccessRule> leaving = found.stream()
                .flatMap(reading -> reading.<List<AccessRule>>fold(all -> all, refusal -> List.of()).stream())
                .distinct()
                .toList();
        return changes.remove(permit, leaving, context.session())
                .thenApply(stored -> answer(found.stream()
                        .map(reading -> reading.fold(all -> removed(all, stored), DeleteAclsHandler::refused))
                        .toList()));
    }

    private static DeleteAclsFilterResult removed(List<AccessRule> matching, boolean stored) {
        return result(ErrorCode.NONE)
                .setMatchingAcls(
                        matching.stream().map(rule -> matching(rule, stored)).toList());
    }

    private static DeleteAclsMatchingAcl matching(AccessRule rule, boolean stored) {
        ResourcePattern pattern = rule.pattern();
        return new DeleteAclsMatchingAcl()
                .setErrorCode((stored ? ErrorCode.NONE : ErrorCode.UNKNOWN_SERVER_ERROR).code())
                .setErrorMessage(stored ? null : RuleChanges.NOT_STORED_TEXT)
                .setResourceType(pattern.type().code())
                .setResourceName(pattern.name())
                .setPatternType(pattern.patternType().code())
                .setPrincipal(rule.principal())
                .setHost(rule.host())
                .setOperation(rule.operation().code())
                .setPermissionType(rule.permission().code());
    }

    private static DeleteAclsResponseData allFail(DeleteAclsRequestData request, ErrorCode error, String sentence) {
        return answer(request.filters().stream()
                .map(any -> result(error).setErrorMessage(sentence))
                .toList());
    }

    private static DeleteAclsFilterResult refused(Reading.Refusal refusal) {
        return result(refusal.error()).setErrorMessage(refusal.sentence());
    }

    private static DeleteAclsFilterResult result(ErrorCode error) {
        return new DeleteAclsFilterResult().setErrorCode(error.code()).setErrorMessage(null);
    }

    private static DeleteAclsResponseData answer(List<DeleteAclsFilterResult> results) {
        return new DeleteAclsResponseData().setFilterResults(results);
    }
}
