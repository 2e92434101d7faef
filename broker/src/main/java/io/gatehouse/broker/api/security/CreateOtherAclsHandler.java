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
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.server.authorizer.AclCreateResult;

/** CreateAcls (key 30) where another authorizer has the rules (CONFORMANCE SPI-04): answers when it has answered. */
public final class CreateOtherAclsHandler implements ApiHandler<CreateAclsRequestData, CreateAclsResponseData> {
    private static final ApiSpec SPEC = CreateAclsHandler.SPEC;

    private final OtherRules rules;
    private final BindingAudit audit;

    public CreateOtherAclsHandler(OtherRules rules, AuditTrail audit) {
        this.rules = rules;
        this.audit = new BindingAudit(audit);
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
                                .map(any -> refused(new Reading.Refusal(error, sentence)))
                                .toList())));
    }

    private CompletionStage<CreateAclsResponseData> create(
            Permit<?> permit, CreateAclsRequestData request, RequestContext context) {
        return Reading.inPlace(
                        request.creations().stream().map(BindingReader::read).toList(),
                        parts -> rules.create(
                                permit,
                                context.access().subject(),
                                context.access().asker(),
                                parts),
                        (rule, result) -> created(rule, result, context),
                        CreateOtherAclsHandler::refused)
                .thenApply(CreateOtherAclsHandler::answer);
    }

    private AclCreationResult created(AclBinding rule, AclCreateResult result, RequestContext context) {
        audit.write(result.exception().isEmpty() ? "added" : "failed", rule, context.session());
        ApiError error = result.exception().map(ApiError::fromThrowable).orElse(ApiError.NONE);
        return new AclCreationResult().setErrorCode(error.error().code()).setErrorMessage(error.message());
    }

    private static AclCreationResult refused(Reading.Refusal refusal) {
        return new AclCreationResult().setErrorCode(refusal.error().code()).setErrorMessage(refusal.sentence());
    }

    private static CreateAclsResponseData answer(List<AclCreationResult> results) {
        return new CreateAclsResponseData().setResults(results);
    }
}
