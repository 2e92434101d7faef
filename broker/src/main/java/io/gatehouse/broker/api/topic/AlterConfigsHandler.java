package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.TopicConfigStore;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;

/** AlterConfigs (key 33): replaces all settings of a topic, on any broker; older clients have nothing else. */
public final class AlterConfigsHandler implements ApiHandler<AlterConfigsRequestData, AlterConfigsResponseData> {
    private static final ApiSpec SPEC =
            new ApiSpec(ApiKey.ALTER_CONFIGS, 0, 2, "AlterConfigs on each topic, on the cluster for brokers (ACL-44)");

    private final TopicConfigStore store;
    private final BrokerId self;
    private final TopicAudit audit;

    public AlterConfigsHandler(TopicConfigStore store, BrokerId self, TopicAudit audit) {
        this.store = store;
        this.self = self;
        this.audit = audit;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<AlterConfigsResponseData> handle(AlterConfigsRequestData request, RequestContext context) {
        List<CompletionStage<AlterConfigsResourceResponse>> responses = new ArrayList<>();
        for (AlterConfigsResource resource : request.resources()) {
            boolean twice = request.resources()
                            .findAll(resource.resourceType(), resource.resourceName())
                            .size()
                    > 1;
            responses.add((twice
                            ? CompletableFuture.completedStage(
                                    refusal(ErrorCode.INVALID_REQUEST, "the request names the resource twice"))
                            : replace(resource, request.validateOnly(), context))
                    .thenApply(outcome -> response(resource, outcome)));
        }
        return Stages.all(responses).thenApply(all -> new AlterConfigsResponseData().setResponses(all));
    }

    private CompletionStage<AlterOutcome> replace(
            AlterConfigsResource resource, boolean validateOnly, RequestContext context) {
        return new ConfigResource(resource.resourceType(), resource.resourceName())
                .visit(Operation.ALTER_CONFIGS, self, context, new ConfigResource.Actions<>() {
                    @Override
                    public CompletionStage<AlterOutcome> topic(Permit<TopicName> permit) {
                        Map<String, String> overrides = new HashMap<>();
                        for (AlterableConfig config : resource.configs()) {
                            if (config.value() == null) {
                                return CompletableFuture.completedStage(refusal(
                                        ErrorCode.INVALID_REQUEST, config.name() + " is null (expected: a value)"));
                            }
                            overrides.put(config.name(), config.value());
                        }
                        return store.replace(permit, overrides, validateOnly).thenApply(outcome -> {
                            if (!validateOnly) {
                                TopicName topic = permit.resource(Operation.ALTER_CONFIGS);
                                audit.replaced(topic, overrides, outcome.error(), context.session());
                            }
                            return outcome;
                        });
                    }

                    @Override
                    public CompletionStage<AlterOutcome> broker(boolean everyBroker) {
                        return CompletableFuture.completedStage(brokersAreStatic());
                    }

                    @Override
                    public AlterOutcome refused(ErrorCode error, String message) {
                        return refusal(error, message);
                    }
                });
    }

    /** Brokers take their settings from their file only, which DescribeConfigs says too: all are read-only. */
    static AlterOutcome brokersAreStatic() {
        return refusal(
                ErrorCode.INVALID_REQUEST,
                "brokers' settings cannot be changed while they run (expected: a change of the file and a restart)");
    }

    private static AlterOutcome refusal(ErrorCode error, String message) {
        return new AlterOutcome(error, Optional.of(message));
    }

    private static AlterConfigsResourceResponse response(AlterConfigsResource resource, AlterOutcome outcome) {
        return new AlterConfigsResourceResponse()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName())
                .setErrorCode(outcome.error().code())
                .setErrorMessage(outcome.message().orElse(null));
    }
}
