package io.gatehouse.broker.api.security;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.common.requests.DescribeAclsResponse;

/** DescribeAcls (key 29) where another authorizer has the rules (CONFORMANCE SPI-05). */
public final class DescribeOtherAclsHandler implements ApiHandler<DescribeAclsRequestData, DescribeAclsResponseData> {
    private static final ApiSpec SPEC = DescribeAclsHandler.SPEC;

    private final OtherRules rules;

    public DescribeOtherAclsHandler(OtherRules rules) {
        this.rules = rules;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DescribeAclsResponseData> handle(DescribeAclsRequestData request, RequestContext context) {
        return context.access()
                .cluster(Operation.DESCRIBE)
                .fold(
                        permit -> BindingReader.read(request).fold(this::matching, DescribeOtherAclsHandler::refused),
                        (error, sentence) -> refused(new Reading.Refusal(error, sentence)));
    }

    private static CompletionStage<DescribeAclsResponseData> refused(Reading.Refusal refusal) {
        return CompletableFuture.completedStage(new DescribeAclsResponseData()
                .setErrorCode(refusal.error().code())
                .setErrorMessage(refusal.sentence()));
    }

    private CompletionStage<DescribeAclsResponseData> matching(AclBindingFilter filter) {
        return rules.matching(filter)
                .thenApply(
                        found -> new DescribeAclsResponseData().setResources(DescribeAclsResponse.aclsResources(found)))
                .exceptionally(DescribeOtherAclsHandler::failed);
    }

    private static DescribeAclsResponseData failed(Throwable failure) {
        ApiError error = ApiError.fromThrowable(
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure);
        return new DescribeAclsResponseData().setErrorCode(error.error().code()).setErrorMessage(error.message());
    }
}
