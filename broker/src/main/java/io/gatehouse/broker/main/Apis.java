package io.gatehouse.broker.main;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiTable;
import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.api.control.ControlledShutdownHandler;
import io.gatehouse.broker.api.control.ControllerFence;
import io.gatehouse.broker.api.control.LeaderAndIsrHandler;
import io.gatehouse.broker.api.control.StopReplicaHandler;
import io.gatehouse.broker.api.control.UpdateMetadataHandler;
import io.gatehouse.broker.api.data.AlterReplicaLogDirsHandler;
import io.gatehouse.broker.api.data.DeleteRecordsHandler;
import io.gatehouse.broker.api.data.DescribeClusterHandler;
import io.gatehouse.broker.api.data.DescribeLogDirsHandler;
import io.gatehouse.broker.api.data.FetchHandler;
import io.gatehouse.broker.api.data.FetchSessions;
import io.gatehouse.broker.api.data.ListOffsetsHandler;
import io.gatehouse.broker.api.data.MetadataHandler;
import io.gatehouse.broker.api.data.OffsetForLeaderEpochHandler;
import io.gatehouse.broker.api.data.ProduceHandler;
import io.gatehouse.broker.api.data.TopicsOnDemand;
import io.gatehouse.broker.api.group.DeleteGroupsHandler;
import io.gatehouse.broker.api.group.DescribeGroupsHandler;
import io.gatehouse.broker.api.group.FindCoordinatorHandler;
import io.gatehouse.broker.api.group.HeartbeatHandler;
import io.gatehouse.broker.api.group.JoinGroupHandler;
import io.gatehouse.broker.api.group.LeaveGroupHandler;
import io.gatehouse.broker.api.group.ListGroupsHandler;
import io.gatehouse.broker.api.group.OffsetCommitHandler;
import io.gatehouse.broker.api.group.OffsetDeleteHandler;
import io.gatehouse.broker.api.group.OffsetFetchHandler;
import io.gatehouse.broker.api.group.SyncGroupHandler;
import io.gatehouse.broker.api.producer.InitProducerIdHandler;
import io.gatehouse.broker.api.security.AlterClientQuotasHandler;
import io.gatehouse.broker.api.security.AlterUserScramCredentialsHandler;
import io.gatehouse.broker.api.security.CreateAclsHandler;
import io.gatehouse.broker.api.security.CreateDelegationTokenHandler;
import io.gatehouse.broker.api.security.CreateOtherAclsHandler;
import io.gatehouse.broker.api.security.DeleteAclsHandler;
import io.gatehouse.broker.api.security.DeleteOtherAclsHandler;
import io.gatehouse.broker.api.security.DescribeAclsHandler;
import io.gatehouse.broker.api.security.DescribeClientQuotasHandler;
import io.gatehouse.broker.api.security.DescribeDelegationTokenHandler;
import io.gatehouse.broker.api.security.DescribeOtherAclsHandler;
import io.gatehouse.broker.api.security.DescribeUserScramCredentialsHandler;
import io.gatehouse.broker.api.security.ExpireDelegationTokenHandler;
import io.gatehouse.broker.api.security.RenewDelegationTokenHandler;
import io.gatehouse.broker.api.security.TokenGate;
import io.gatehouse.broker.api.topic.AlterConfigsHandler;
import io.gatehouse.broker.api.topic.BrokerSettings;
import io.gatehouse.broker.api.topic.CreatePartitionsHandler;
import io.gatehouse.broker.api.topic.CreateTopicsHandler;
import io.gatehouse.broker.api.topic.DeleteTopicsHandler;
import io.gatehouse.broker.api.topic.DescribeConfigsHandler;
import io.gatehouse.broker.api.topic.IncrementalAlterConfigsHandler;
import io.gatehouse.broker.api.topic.TopicAudit;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.controller.NewTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of wire APIs: what is not listed here is refused. */
final class Apis {
    private static final Logger LOGGER = LoggerFactory.getLogger(Apis.class);

    /** A topic made on demand is waited for by nobody; this only bounds how long the wish is remembered. */
    private static final Duration ON_DEMAND_PATIENCE = Duration.ofSeconds(30);

    private Apis() {}

    static ApiTable table(
            BrokerConfig config,
            Metadata metadata,
            Storage storage,
            ImagePublisher cluster,
            Control control,
            Coordinators coordinators,
            BrokerSettings brokerSettings,
            ApiVersionsHandler versions,
            Foundation base) {
        TopicAudit topicAudit = new TopicAudit(base.audit());
        TokenGate tokens = new TokenGate(metadata.tokens(), base.audit());
        ControllerFence fence = new ControllerFence(control.registration()::epoch);
        List<ApiHandler<?, ?>> handlers = new ArrayList<>(rules(metadata, base.audit()));
        handlers.addAll(List.of(
                versions,
                new ProduceHandler(storage.replicas()),
                new FetchHandler(
                        storage.replicas(), cluster, fetchSessions(config, cluster, base), config.fetchBytesMax()),
                new ListOffsetsHandler(storage.replicas()),
                new OffsetForLeaderEpochHandler(storage.replicas()),
                new DeleteRecordsHandler(storage.replicas()),
                new AlterReplicaLogDirsHandler(storage.replicas()),
                new DescribeLogDirsHandler(storage.replicas(), storage.disk()),
                new MetadataHandler(cluster, metadata.clusterId(), onDemand(config, control, topicAudit)),
                new DescribeClusterHandler(cluster, metadata.clusterId()),
                new LeaderAndIsrHandler(fence, storage.replicas()),
                new StopReplicaHandler(fence, storage.replicas()),
                new UpdateMetadataHandler(fence, cluster),
                new ControlledShutdownHandler(control.controller()),
                new CreateTopicsHandler(control.topics(), metadata.topicRules(), topicAudit),
                new DeleteTopicsHandler(control.topics(), cluster, topicAudit),
                new CreatePartitionsHandler(control.topics(), topicAudit),
                new DescribeConfigsHandler(
                        metadata.topicSettings(),
                        metadata.topicRules(),
                        cluster,
                        metadata.brokerId(),
                        brokerSettings,
                        config),
                new AlterConfigsHandler(
                        metadata.topicSettings(), brokerSettings, control.policies(), metadata.brokerId(), topicAudit),
                new IncrementalAlterConfigsHandler(
                        metadata.topicSettings(), brokerSettings, control.policies(), metadata.brokerId(), topicAudit),
                new FindCoordinatorHandler(cluster, coordinators.groups(), control.internalTopics()::ensure),
                new JoinGroupHandler(coordinators.groups()),
                new SyncGroupHandler(coordinators.groups()),
                new HeartbeatHandler(coordinators.groups()),
                new LeaveGroupHandler(coordinators.groups()),
                new OffsetCommitHandler(cluster, coordinators.groups()),
                new OffsetFetchHandler(cluster, coordinators.groups()),
                new OffsetDeleteHandler(cluster, coordinators.groups()),
                new ListGroupsHandler(coordinators.groups()),
                new DescribeGroupsHandler(coordinators.groups()),
                new DeleteGroupsHandler(coordinators.groups()),
                new InitProducerIdHandler(coordinators.producerIds()),
                new DescribeClientQuotasHandler(metadata.quotaStore()),
                new AlterClientQuotasHandler(metadata.quotaStore(), base.audit()),
                new DescribeUserScramCredentialsHandler(metadata.scram()),
                new AlterUserScramCredentialsHandler(
                        metadata.scram(), control.controller()::active, base.waiting(), base.audit()),
                new CreateDelegationTokenHandler(tokens),
                new RenewDelegationTokenHandler(tokens),
                new ExpireDelegationTokenHandler(tokens),
                new DescribeDelegationTokenHandler(tokens)));
        return new ApiTable(handlers);
    }

    private static FetchSessions fetchSessions(BrokerConfig config, ImagePublisher cluster, Foundation base) {
        FetchSessions sessions = new FetchSessions(config.fetchSessions(), base.random());
        cluster.onTopicsGone(sessions::topicsDeleted);
        return sessions;
    }

    private static List<ApiHandler<?, ?>> rules(Metadata metadata, AuditTrail audit) {
        return metadata.authorizer()
                .<List<ApiHandler<?, ?>>>map(other -> List.of(
                        new DescribeOtherAclsHandler(other),
                        new CreateOtherAclsHandler(other, audit),
                        new DeleteOtherAclsHandler(other, audit)))
                .orElseGet(() -> List.of(
                        new DescribeAclsHandler(metadata.acls()),
                        new CreateAclsHandler(metadata.acls(), metadata.aclStore(), audit),
                        new DeleteAclsHandler(metadata.acls(), metadata.aclStore(), audit)));
    }

    private static Optional<TopicsOnDemand> onDemand(BrokerConfig config, Control control, TopicAudit audit) {
        if (!config.topics().autoCreate()) {
            return Optional.empty();
        }
        return Optional.of((permit, topic, by) -> control.topics()
                .create(permit, NewTopic.of(topic, NewTopic.DEFAULT, NewTopic.DEFAULT), false, ON_DEMAND_PATIENCE)
                .whenComplete((outcome, failure) -> {
                    if (failure == null) {
                        audit.created(topic, outcome, by);
                    } else {
                        LOGGER.atWarn()
                                .addKeyValue("topic", topic)
                                .setCause(failure)
                                .log("topic not created");
                    }
                }));
    }
}
