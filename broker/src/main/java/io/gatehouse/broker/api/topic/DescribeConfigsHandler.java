package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.controller.ConfigEntry;
import io.gatehouse.broker.controller.TopicConfigRules;
import io.gatehouse.broker.controller.TopicConfigStore;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;

/** DescribeConfigs (key 32): of topics on any broker, of a broker on itself. Secrets have no value (attack 293). */
public final class DescribeConfigsHandler
        implements ApiHandler<DescribeConfigsRequestData, DescribeConfigsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DESCRIBE_CONFIGS,
            1,
            4,
            RequiredRights.byRequest(
                    "DescribeConfigs on each topic (ACL-43), on the cluster for brokers (ACL-42)",
                    RequiredRights.on(ResourceType.TOPIC, Operation.DESCRIBE_CONFIGS),
                    RequiredRights.on(ResourceType.CLUSTER, Operation.DESCRIBE_CONFIGS)));

    private final TopicConfigStore store;
    private final TopicConfigRules rules;
    private final ImagePublisher images;
    private final BrokerId self;
    private final BrokerSettings settings;
    private final BrokerEntries entries;

    /**
     * @param settings what ZooKeeper holds of brokers' settings
     * @param config what the file says of them
     */
    public DescribeConfigsHandler(
            TopicConfigStore store,
            TopicConfigRules rules,
            ImagePublisher images,
            BrokerId self,
            BrokerSettings settings,
            BrokerConfig config) {
        this.store = store;
        this.rules = rules;
        this.images = images;
        this.self = self;
        this.settings = settings;
        this.entries = new BrokerEntries(config.settings(), config::changeableSetting);
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DescribeConfigsResponseData> handle(
            DescribeConfigsRequestData request, RequestContext context) {
        List<CompletionStage<DescribeConfigsResult>> results = request.resources().stream()
                .map(resource -> describe(resource, request, context))
                .toList();
        return Stages.all(results).thenApply(all -> new DescribeConfigsResponseData().setResults(all));
    }

    private CompletionStage<DescribeConfigsResult> describe(
            DescribeConfigsResource resource, DescribeConfigsRequestData request, RequestContext context) {
        return new ConfigResource(resource.resourceType(), resource.resourceName())
                .visit(Operation.DESCRIBE_CONFIGS, self, context, new Describe(resource, request));
    }

    private final class Describe implements ConfigResource.Actions<DescribeConfigsResult> {
        private final DescribeConfigsResource resource;
        private final DescribeConfigsRequestData request;

        Describe(DescribeConfigsResource resource, DescribeConfigsRequestData request) {
            this.resource = resource;
            this.request = request;
        }

        @Override
        public CompletionStage<DescribeConfigsResult> topic(Permit<TopicName> permit) {
            TopicName topic = permit.resource(Operation.DESCRIBE_CONFIGS);
            return images.image().topic(topic).isEmpty()
                    ? CompletableFuture.completedStage(refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "no such topic"))
                    : store.read(topic).thenApply(overrides -> shown(rules.describe(overrides)));
        }

        @Override
        public CompletionStage<DescribeConfigsResult> broker(Permit<ClusterScope> permit, boolean everyBroker) {
            Map<String, Optional<String>> stored = settings.stored(everyBroker);
            return CompletableFuture.completedStage(
                    shown(everyBroker ? entries.ofEveryBroker(stored) : entries.ofThisBroker(stored)));
        }

        @Override
        public DescribeConfigsResult refused(ErrorCode error, String message) {
            return base().setErrorCode(error.code()).setErrorMessage(message);
        }

        private DescribeConfigsResult shown(List<ConfigEntry> entries) {
            List<String> wanted = resource.configurationKeys();
            return base().setConfigs(entries.stream()
                    .filter(entry -> wanted == null || wanted.isEmpty() || wanted.contains(entry.name()))
                    .map(this::shown)
                    .toList());
        }

        private DescribeConfigsResult base() {
            return new DescribeConfigsResult()
                    .setResourceType(resource.resourceType())
                    .setResourceName(resource.resourceName());
        }

        private DescribeConfigsResourceResult shown(ConfigEntry entry) {
            DescribeConfigsResourceResult result = new DescribeConfigsResourceResult()
                    .setName(entry.name())
                    .setValue(entry.sensitive() ? null : entry.value().orElse(null))
                    .setReadOnly(entry.readOnly())
                    .setConfigSource(entry.source().code())
                    .setIsSensitive(entry.sensitive())
                    .setConfigType(entry.type().code());
            if (request.includeSynonyms()) {
                result.setSynonyms(entry.synonyms().stream()
                        .map(synonym -> synonym(synonym, entry.sensitive()))
                        .toList());
            }
            return request.includeDocumentation() ? result.setDocumentation(entry.documentation()) : result;
        }
    }

    private static DescribeConfigsSynonym synonym(ConfigEntry.Synonym synonym, boolean sensitive) {
        return new DescribeConfigsSynonym()
                .setName(synonym.name())
                .setValue(sensitive ? null : synonym.value().orElse(null))
                .setSource(synonym.source().code());
    }
}
