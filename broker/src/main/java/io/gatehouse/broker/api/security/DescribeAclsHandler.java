package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclFilter;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.RuleOrder;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.wire.ApiKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.message.DescribeAclsResponseData.AclDescription;
import org.apache.kafka.common.message.DescribeAclsResponseData.DescribeAclsResource;

/** DescribeAcls (key 29): the access rules that a filter finds, by resource (CONFORMANCE AKO-07). */
public final class DescribeAclsHandler implements ApiHandler<DescribeAclsRequestData, DescribeAclsResponseData> {
    static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DESCRIBE_ACLS,
            1,
            3,
            RequiredRights.all(
                    "Describe on the cluster (ACL-39)", RequiredRights.on(ResourceType.CLUSTER, Operation.DESCRIBE)));

    private final AclEngine rules;

    public DescribeAclsHandler(AclEngine rules) {
        this.rules = rules;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DescribeAclsResponseData> handle(DescribeAclsRequestData request, RequestContext context) {
        DescribeAclsResponseData answer = context.access()
                .cluster(Operation.DESCRIBE)
                .fold(
                        permit -> describe(request),
                        (error, sentence) -> new DescribeAclsResponseData()
                                .setErrorCode(error.code())
                                .setErrorMessage(sentence));
        return CompletableFuture.completedStage(answer);
    }

    private DescribeAclsResponseData describe(DescribeAclsRequestData request) {
        return rules.enforcing()
                ? FilterReader.read(request).fold(this::matching, DescribeAclsHandler::refused)
                : refused(RuleChanges.NO_AUTHORIZER);
    }

    private static DescribeAclsResponseData refused(Reading.Refusal refusal) {
        return new DescribeAclsResponseData()
                .setErrorCode(refusal.error().code())
                .setErrorMessage(refusal.sentence());
    }

    private DescribeAclsResponseData matching(AclFilter filter) {
        return rules.snapshot()
                .map(snapshot -> new DescribeAclsResponseData().setResources(resources(snapshot, filter)))
                .orElseGet(() -> new DescribeAclsResponseData()
                        .setErrorCode(RuleChanges.NOT_LOADED.code())
                        .setErrorMessage(RuleChanges.NOT_LOADED_TEXT));
    }

    /** In the order in which rules are shown, so that whoever compares answers sees what has changed (PEERS C7). */
    private static List<DescribeAclsResource> resources(AclSnapshot snapshot, AclFilter filter) {
        Map<ResourcePattern, List<AclDescription>> byPattern = snapshot.lasting(filter).stream()
                .sorted(RuleOrder.SHOWN)
                .collect(Collectors.groupingBy(
                        AccessRule::pattern,
                        LinkedHashMap::new,
                        Collectors.mapping(DescribeAclsHandler::description, Collectors.toList())));
        return byPattern.entrySet().stream()
                .map(entry -> resource(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static DescribeAclsResource resource(ResourcePattern pattern, List<AclDescription> rules) {
        return new DescribeAclsResource()
                .setResourceType(pattern.type().code())
                .setResourceName(pattern.name())
                .setPatternType(pattern.patternType().code())
                .setAcls(rules);
    }

    private static AclDescription description(AccessRule rule) {
        return new AclDescription()
                .setPrincipal(rule.principal())
                .setHost(rule.host())
                .setOperation(rule.operation().code())
                .setPermissionType(rule.permission().code());
    }
}
