package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.config.BrokerSetting;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.TopicConfigs;
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

/** DescribeConfigs (key 32) of topics and of this broker; secrets are never in it. */
public final class DescribeConfigsHandler
        implements ApiHandler<DescribeConfigsRequestData, DescribeConfigsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DESCRIBE_CONFIGS,
            1,
            4,
            "DescribeConfigs on each topic, or on the cluster for a broker (ACL-42, ACL-43)");

    private final ImagePublisher cluster;
    private final TopicConfigs overrides;
    private final TopicSettingsView topics;
    private final BrokerId self;
    private final List<BrokerSetting> broker;

    /** @param broker this broker's settings, without secrets */
    public DescribeConfigsHandler(
            ImagePublisher cluster,
            TopicConfigs overrides,
            TopicSettingsView topics,
            BrokerId self,
            List<BrokerSetting> broker) {
        this.cluster = cluster;
        this.overrides = overrides;
        this.topics = topics;
        this.self = self;
        this.broker = List.copyOf(broker);
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
        return ConfigResourceType.ofCode(resource.resourceType())
                .map(type -> switch (type) {
                    case TOPIC -> topic(resource, request, context);
                    case BROKER -> CompletableFuture.completedStage(broker(resource, request, context));
                })
                .orElseGet(() -> CompletableFuture.completedStage(failed(
                        resource,
                        ErrorCode.INVALID_REQUEST,
                        "resource type " + resource.resourceType() + " (expected: 2, a topic, or 4, a broker)")));
    }

    private CompletionStage<DescribeConfigsResult> topic(
            DescribeConfigsResource resource, DescribeConfigsRequestData request, RequestContext context) {
        Optional<TopicName> name = TopicName.parse(resource.resourceName());
        if (name.isEmpty()) {
            return CompletableFuture.completedStage(
                    failed(resource, ErrorCode.INVALID_TOPIC_EXCEPTION, "not a topic name"));
        }
        return context.access()
                .topic(Operation.DESCRIBE_CONFIGS, name.get())
                .<CompletionStage<DescribeConfigsResult>>fold(
                        permit -> cluster.image().topic(name.get()).isEmpty()
                                ? CompletableFuture.completedStage(
                                        failed(resource, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "no such topic"))
                                : overrides
                                        .overridesOf(name.get())
                                        .thenApply(found -> topicResult(resource, found, request)),
                        error -> CompletableFuture.completedStage(failed(resource, error, "no right to see it")));
    }

    private DescribeConfigsResult topicResult(
            DescribeConfigsResource resource, Map<String, String> found, DescribeConfigsRequestData request) {
        List<DescribeConfigsResourceResult> entries = topics.of(found).stream()
                .filter(entry -> asked(resource, entry.name()))
                .map(entry -> entry(entry, request))
                .toList();
        return succeeded(resource, entries);
    }

    private static DescribeConfigsResourceResult entry(
            TopicSettingsView.Entry entry, DescribeConfigsRequestData request) {
        DescribeConfigsResourceResult result = new DescribeConfigsResourceResult()
                .setName(entry.name())
                .setValue(entry.value())
                .setReadOnly(false)
                .setConfigSource(entry.source().code())
                .setIsSensitive(false)
                .setConfigType(entry.key().type().kind().code());
        if (request.includeSynonyms()) {
            result.setSynonyms(entry.synonyms().stream()
                    .map(synonym -> new DescribeConfigsSynonym()
                            .setName(synonym.name())
                            .setValue(synonym.value())
                            .setSource(synonym.source().code()))
                    .toList());
        }
        if (request.includeDocumentation()) {
            result.setDocumentation(entry.key().purpose());
        }
        return result;
    }

    /** A broker answers for itself; the settings that hold for all brokers by default are none (CONFORMANCE CDY-03). */
    private DescribeConfigsResult broker(
            DescribeConfigsResource resource, DescribeConfigsRequestData request, RequestContext context) {
        return context.access()
                .cluster(Operation.DESCRIBE_CONFIGS)
                .fold(permit -> ownSettings(resource, request), error -> failed(resource, error, "no right to see it"));
    }

    private DescribeConfigsResult ownSettings(DescribeConfigsResource resource, DescribeConfigsRequestData request) {
        if (resource.resourceName().isEmpty()) {
            return succeeded(resource, List.of());
        }
        if (!resource.resourceName().equals(self.toString())) {
            return failed(
                    resource,
                    ErrorCode.INVALID_REQUEST,
                    "Unexpected broker id, expected " + self + ", but received " + resource.resourceName());
        }
        return succeeded(
                resource,
                broker.stream()
                        .filter(setting -> asked(resource, setting.name()))
                        .map(setting -> entry(setting, request))
                        .toList());
    }

    private static DescribeConfigsResourceResult entry(BrokerSetting setting, DescribeConfigsRequestData request) {
        TopicSettingsView.Source source =
                setting.fromFile() ? TopicSettingsView.Source.BROKER_FILE : TopicSettingsView.Source.DEFAULT;
        DescribeConfigsResourceResult result = new DescribeConfigsResourceResult()
                .setName(setting.name())
                .setValue(setting.value().orElse(null))
                .setReadOnly(setting.readOnly())
                .setConfigSource(source.code())
                .setIsSensitive(setting.sensitive())
                .setConfigType(setting.kind().code());
        return request.includeDocumentation() ? result.setDocumentation(setting.purpose()) : result;
    }

    private static boolean asked(DescribeConfigsResource resource, String name) {
        return resource.configurationKeys() == null
                || resource.configurationKeys().contains(name);
    }

    private static DescribeConfigsResult succeeded(
            DescribeConfigsResource resource, List<DescribeConfigsResourceResult> entries) {
        return new DescribeConfigsResult()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName())
                .setConfigs(entries);
    }

    private static DescribeConfigsResult failed(DescribeConfigsResource resource, ErrorCode error, String message) {
        return succeeded(resource, List.of()).setErrorCode(error.code()).setErrorMessage(message);
    }
}
