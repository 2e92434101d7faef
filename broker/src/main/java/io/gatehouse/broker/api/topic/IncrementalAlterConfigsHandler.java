package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.ConfigChange;
import io.gatehouse.broker.controller.TopicConfigStore;
import io.gatehouse.broker.controller.TopicPolicies;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;

/**
 * IncrementalAlterConfigs (key 44): set, delete, append, subtract single settings of topics, on any
 * broker, or of this broker.
 */
public final class IncrementalAlterConfigsHandler
        implements ApiHandler<IncrementalAlterConfigsRequestData, IncrementalAlterConfigsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.INCREMENTAL_ALTER_CONFIGS,
            0,
            1,
            RequiredRights.byRequest(
                    "AlterConfigs on each topic, on the cluster for brokers (ACL-45)",
                    RequiredRights.on(ResourceType.TOPIC, Operation.ALTER_CONFIGS),
                    RequiredRights.on(ResourceType.CLUSTER, Operation.ALTER_CONFIGS)));

    private final TopicConfigStore store;
    private final BrokerSettings settings;
    private final TopicPolicies policies;
    private final BrokerId self;
    private final TopicAudit audit;

    public IncrementalAlterConfigsHandler(
            TopicConfigStore store, BrokerSettings settings, TopicPolicies policies, BrokerId self, TopicAudit audit) {
        this.store = store;
        this.settings = settings;
        this.policies = policies;
        this.self = self;
        this.audit = audit;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<IncrementalAlterConfigsResponseData> handle(
            IncrementalAlterConfigsRequestData request, RequestContext context) {
        List<CompletionStage<AlterConfigsResourceResponse>> responses = new ArrayList<>();
        for (AlterConfigsResource resource : request.resources()) {
            boolean twice = request.resources()
                            .findAll(resource.resourceType(), resource.resourceName())
                            .size()
                    > 1;
            responses.add((twice
                            ? CompletableFuture.completedStage(
                                    AlterOutcome.refused(ErrorCode.INVALID_REQUEST, AlterConfigsHandler.TWICE))
                            : alter(resource, request.validateOnly(), context))
                    .thenApply(outcome -> response(resource, outcome)));
        }
        return Stages.all(responses).thenApply(all -> new IncrementalAlterConfigsResponseData().setResponses(all));
    }

    private CompletionStage<AlterOutcome> alter(
            AlterConfigsResource resource, boolean validateOnly, RequestContext context) {
        return new ConfigResource(resource.resourceType(), resource.resourceName())
                .visit(Operation.ALTER_CONFIGS, self, context, new ConfigResource.Actions<>() {
                    @Override
                    public CompletionStage<AlterOutcome> topic(Permit<TopicName> permit) {
                        return mistake(resource)
                                .map(CompletableFuture::completedStage)
                                .orElseGet(() -> store(permit, resource, validateOnly, context));
                    }

                    @Override
                    public CompletionStage<AlterOutcome> broker(Permit<ClusterScope> permit, boolean everyBroker) {
                        return mistake(resource)
                                .map(CompletableFuture::completedStage)
                                .orElseGet(() -> policies.altering(
                                        new TopicPolicies.Target(false, resource.resourceName()),
                                        entries(resource),
                                        () -> settings.alter(permit, everyBroker, changes(resource), validateOnly)))
                                .thenApply(outcome -> {
                                    if (!validateOnly) {
                                        audit.changed(
                                                resource.resourceName(),
                                                changes(resource),
                                                outcome.error(),
                                                context.session());
                                    }
                                    return outcome;
                                });
                    }

                    @Override
                    public AlterOutcome refused(ErrorCode error, String message) {
                        return AlterOutcome.refused(error, message);
                    }
                });
    }

    private CompletionStage<AlterOutcome> store(
            Permit<TopicName> permit, AlterConfigsResource resource, boolean validateOnly, RequestContext context) {
        List<ConfigChange> changes = changes(resource);
        TopicName topic = permit.resource(Operation.ALTER_CONFIGS);
        TopicPolicies.Target target = new TopicPolicies.Target(true, topic.value());
        return policies.altering(target, entries(resource), () -> store.alter(permit, changes, validateOnly))
                .thenApply(outcome -> {
                    if (!validateOnly) {
                        audit.changed(topic, changes, outcome.error(), context.session());
                    }
                    return outcome;
                });
    }

    private static Optional<AlterOutcome> mistake(AlterConfigsResource resource) {
        Set<String> seen = new HashSet<>();
        for (AlterableConfig config : resource.configs()) {
            Optional<ConfigChange.Kind> kind = kind(config.configOperation());
            if (kind.isEmpty()) {
                return Optional.of(AlterOutcome.refused(
                        ErrorCode.INVALID_REQUEST, "operation " + config.configOperation() + " (expected: 0..3)"));
            }
            if (config.value() == null && kind.get() != ConfigChange.Kind.DELETE) {
                return Optional.of(AlterOutcome.refused(
                        ErrorCode.INVALID_REQUEST,
                        "Null value not supported for: " + config.name() + " (expected: a value)"));
            }
            if (!seen.add(config.name())) {
                return Optional.of(AlterOutcome.refused(
                        ErrorCode.INVALID_REQUEST, "Error due to duplicate config keys: " + config.name()));
            }
        }
        return Optional.empty();
    }

    private static List<ConfigChange> changes(AlterConfigsResource resource) {
        List<ConfigChange> changes = new ArrayList<>();
        for (AlterableConfig config : resource.configs()) {
            String value = config.value() == null ? "" : config.value();
            kind(config.configOperation()).ifPresent(kind -> changes.add(new ConfigChange(config.name(), kind, value)));
        }
        return changes;
    }

    private static Optional<ConfigChange.Kind> kind(byte operation) {
        ConfigChange.Kind[] kinds = ConfigChange.Kind.values(); // In the order of the wire's numbers.
        return operation >= 0 && operation < kinds.length ? Optional.of(kinds[operation]) : Optional.empty();
    }

    /** As they were asked for, whatever is to be done with them. */
    private static Map<String, Optional<String>> entries(AlterConfigsResource resource) {
        return resource.configs().stream()
                .collect(Collectors.toMap(AlterableConfig::name, config -> Optional.ofNullable(config.value())));
    }

    private static AlterConfigsResourceResponse response(AlterConfigsResource resource, AlterOutcome outcome) {
        return new AlterConfigsResourceResponse()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName())
                .setErrorCode(outcome.error().code())
                .setErrorMessage(outcome.message().orElse(null));
    }
}
