package io.gatehouse.broker.api.security;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.requests.DeleteAclsResponse;
import org.apache.kafka.server.authorizer.AclDeleteResult;

/** DeleteAcls (key 31) where another authorizer has the rules (CONFORMANCE SPI-04): answers when it has answered. */
public final class DeleteOtherAclsHandler implements ApiHandler<DeleteAclsRequestData, DeleteAclsResponseData> {
    private static final ApiSpec SPEC = DeleteAclsHandler.SPEC;

    private final OtherRules rules;
    private final BindingAudit audit;

    public DeleteOtherAclsHandler(OtherRules rules, AuditTrail audit) {
        this.rules = rules;
        this.audit = new BindingAudit(audit);
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
                        (error, sentence) -> CompletableFuture.completedStage(answer(request.filters().stream()
                                .map(any -> refused(new Reading.Refusal(error, sentence)))
                                .toList())));
    }

    private CompletionStage<DeleteAclsResponseData> delete(
            Permit<?> permit, DeleteAclsRequestData request, RequestContext context) {
        return Reading.inPlace(
                        request.filters().stream().map(BindingReader::read).toList(),
                        parts -> rules.delete(
                                permit,
                                context.access().subject(),
                                context.access().asker(),
                                parts),
                        (filter, result) -> deleted(result, context),
                        DeleteOtherAclsHandler::refused)
                .thenApply(DeleteOtherAclsHandler::answer);
    }

    private DeleteAclsFilterResult deleted(AclDeleteResult result, RequestContext context) {
        result.aclBindingDeleteResults()
                .forEach(each -> audit.write(
                        each.exception().isEmpty() ? "removed" : "failed", each.aclBinding(), context.session()));
        return DeleteAclsResponse.filterResult(result);
    }

    private static DeleteAclsFilterResult refused(Reading.Refusal refusal) {
        return new DeleteAclsFilterResult().setErrorCode(refusal.error().code()).setErrorMessage(refusal.sentence());
    }

    private static DeleteAclsResponseData answer(List<DeleteAclsFilterResult> results) {
        return new DeleteAclsResponseData().setFilterResults(results);
    }
}
