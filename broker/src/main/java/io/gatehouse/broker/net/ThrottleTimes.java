package io.gatehouse.broker.net;

import static io.gatehouse.broker.wire.ApiKey.ADD_OFFSETS_TO_TXN;
import static io.gatehouse.broker.wire.ApiKey.ADD_PARTITIONS_TO_TXN;
import static io.gatehouse.broker.wire.ApiKey.ALTER_CLIENT_QUOTAS;
import static io.gatehouse.broker.wire.ApiKey.ALTER_CONFIGS;
import static io.gatehouse.broker.wire.ApiKey.ALTER_PARTITION_REASSIGNMENTS;
import static io.gatehouse.broker.wire.ApiKey.ALTER_REPLICA_LOG_DIRS;
import static io.gatehouse.broker.wire.ApiKey.ALTER_USER_SCRAM_CREDENTIALS;
import static io.gatehouse.broker.wire.ApiKey.API_VERSIONS;
import static io.gatehouse.broker.wire.ApiKey.CREATE_ACLS;
import static io.gatehouse.broker.wire.ApiKey.CREATE_DELEGATION_TOKEN;
import static io.gatehouse.broker.wire.ApiKey.CREATE_PARTITIONS;
import static io.gatehouse.broker.wire.ApiKey.CREATE_TOPICS;
import static io.gatehouse.broker.wire.ApiKey.DELETE_ACLS;
import static io.gatehouse.broker.wire.ApiKey.DELETE_GROUPS;
import static io.gatehouse.broker.wire.ApiKey.DELETE_RECORDS;
import static io.gatehouse.broker.wire.ApiKey.DELETE_TOPICS;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_ACLS;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_CLIENT_QUOTAS;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_CLUSTER;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_CONFIGS;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_DELEGATION_TOKEN;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_GROUPS;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_LOG_DIRS;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_PRODUCERS;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_TRANSACTIONS;
import static io.gatehouse.broker.wire.ApiKey.DESCRIBE_USER_SCRAM_CREDENTIALS;
import static io.gatehouse.broker.wire.ApiKey.ELECT_LEADERS;
import static io.gatehouse.broker.wire.ApiKey.END_TXN;
import static io.gatehouse.broker.wire.ApiKey.EXPIRE_DELEGATION_TOKEN;
import static io.gatehouse.broker.wire.ApiKey.FETCH;
import static io.gatehouse.broker.wire.ApiKey.FIND_COORDINATOR;
import static io.gatehouse.broker.wire.ApiKey.HEARTBEAT;
import static io.gatehouse.broker.wire.ApiKey.INCREMENTAL_ALTER_CONFIGS;
import static io.gatehouse.broker.wire.ApiKey.INIT_PRODUCER_ID;
import static io.gatehouse.broker.wire.ApiKey.JOIN_GROUP;
import static io.gatehouse.broker.wire.ApiKey.LEAVE_GROUP;
import static io.gatehouse.broker.wire.ApiKey.LIST_GROUPS;
import static io.gatehouse.broker.wire.ApiKey.LIST_OFFSETS;
import static io.gatehouse.broker.wire.ApiKey.LIST_PARTITION_REASSIGNMENTS;
import static io.gatehouse.broker.wire.ApiKey.LIST_TRANSACTIONS;
import static io.gatehouse.broker.wire.ApiKey.METADATA;
import static io.gatehouse.broker.wire.ApiKey.OFFSET_COMMIT;
import static io.gatehouse.broker.wire.ApiKey.OFFSET_DELETE;
import static io.gatehouse.broker.wire.ApiKey.OFFSET_FETCH;
import static io.gatehouse.broker.wire.ApiKey.OFFSET_FOR_LEADER_EPOCH;
import static io.gatehouse.broker.wire.ApiKey.PRODUCE;
import static io.gatehouse.broker.wire.ApiKey.RENEW_DELEGATION_TOKEN;
import static io.gatehouse.broker.wire.ApiKey.SYNC_GROUP;
import static io.gatehouse.broker.wire.ApiKey.TXN_OFFSET_COMMIT;
import static io.gatehouse.broker.wire.ApiKey.UPDATE_FEATURES;

import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateDelegationTokenResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeDelegationTokenResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.ExpireDelegationTokenResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.RenewDelegationTokenResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.protocol.ApiMessage;

/** Where each answer says how long the client should wait; answers between brokers and to strangers do not. */
final class ThrottleTimes {
    private static final Map<ApiKey, BiConsumer<ApiMessage, Integer>> SETTERS = Map.ofEntries(
            Map.entry(PRODUCE, setter(ProduceResponseData.class, ProduceResponseData::setThrottleTimeMs)),
            Map.entry(FETCH, setter(FetchResponseData.class, FetchResponseData::setThrottleTimeMs)),
            Map.entry(LIST_OFFSETS, setter(ListOffsetsResponseData.class, ListOffsetsResponseData::setThrottleTimeMs)),
            Map.entry(METADATA, setter(MetadataResponseData.class, MetadataResponseData::setThrottleTimeMs)),
            Map.entry(
                    OFFSET_COMMIT, setter(OffsetCommitResponseData.class, OffsetCommitResponseData::setThrottleTimeMs)),
            Map.entry(OFFSET_FETCH, setter(OffsetFetchResponseData.class, OffsetFetchResponseData::setThrottleTimeMs)),
            Map.entry(
                    FIND_COORDINATOR,
                    setter(FindCoordinatorResponseData.class, FindCoordinatorResponseData::setThrottleTimeMs)),
            Map.entry(JOIN_GROUP, setter(JoinGroupResponseData.class, JoinGroupResponseData::setThrottleTimeMs)),
            Map.entry(HEARTBEAT, setter(HeartbeatResponseData.class, HeartbeatResponseData::setThrottleTimeMs)),
            Map.entry(LEAVE_GROUP, setter(LeaveGroupResponseData.class, LeaveGroupResponseData::setThrottleTimeMs)),
            Map.entry(SYNC_GROUP, setter(SyncGroupResponseData.class, SyncGroupResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_GROUPS,
                    setter(DescribeGroupsResponseData.class, DescribeGroupsResponseData::setThrottleTimeMs)),
            Map.entry(LIST_GROUPS, setter(ListGroupsResponseData.class, ListGroupsResponseData::setThrottleTimeMs)),
            Map.entry(API_VERSIONS, setter(ApiVersionsResponseData.class, ApiVersionsResponseData::setThrottleTimeMs)),
            Map.entry(
                    CREATE_TOPICS, setter(CreateTopicsResponseData.class, CreateTopicsResponseData::setThrottleTimeMs)),
            Map.entry(
                    DELETE_TOPICS, setter(DeleteTopicsResponseData.class, DeleteTopicsResponseData::setThrottleTimeMs)),
            Map.entry(
                    DELETE_RECORDS,
                    setter(DeleteRecordsResponseData.class, DeleteRecordsResponseData::setThrottleTimeMs)),
            Map.entry(
                    INIT_PRODUCER_ID,
                    setter(InitProducerIdResponseData.class, InitProducerIdResponseData::setThrottleTimeMs)),
            Map.entry(
                    OFFSET_FOR_LEADER_EPOCH,
                    setter(
                            OffsetForLeaderEpochResponseData.class,
                            OffsetForLeaderEpochResponseData::setThrottleTimeMs)),
            Map.entry(
                    ADD_PARTITIONS_TO_TXN,
                    setter(AddPartitionsToTxnResponseData.class, AddPartitionsToTxnResponseData::setThrottleTimeMs)),
            Map.entry(
                    ADD_OFFSETS_TO_TXN,
                    setter(AddOffsetsToTxnResponseData.class, AddOffsetsToTxnResponseData::setThrottleTimeMs)),
            Map.entry(END_TXN, setter(EndTxnResponseData.class, EndTxnResponseData::setThrottleTimeMs)),
            Map.entry(
                    TXN_OFFSET_COMMIT,
                    setter(TxnOffsetCommitResponseData.class, TxnOffsetCommitResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_ACLS, setter(DescribeAclsResponseData.class, DescribeAclsResponseData::setThrottleTimeMs)),
            Map.entry(CREATE_ACLS, setter(CreateAclsResponseData.class, CreateAclsResponseData::setThrottleTimeMs)),
            Map.entry(DELETE_ACLS, setter(DeleteAclsResponseData.class, DeleteAclsResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_CONFIGS,
                    setter(DescribeConfigsResponseData.class, DescribeConfigsResponseData::setThrottleTimeMs)),
            Map.entry(
                    ALTER_CONFIGS, setter(AlterConfigsResponseData.class, AlterConfigsResponseData::setThrottleTimeMs)),
            Map.entry(
                    ALTER_REPLICA_LOG_DIRS,
                    setter(AlterReplicaLogDirsResponseData.class, AlterReplicaLogDirsResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_LOG_DIRS,
                    setter(DescribeLogDirsResponseData.class, DescribeLogDirsResponseData::setThrottleTimeMs)),
            Map.entry(
                    CREATE_PARTITIONS,
                    setter(CreatePartitionsResponseData.class, CreatePartitionsResponseData::setThrottleTimeMs)),
            Map.entry(
                    CREATE_DELEGATION_TOKEN,
                    setter(
                            CreateDelegationTokenResponseData.class,
                            CreateDelegationTokenResponseData::setThrottleTimeMs)),
            Map.entry(
                    RENEW_DELEGATION_TOKEN,
                    setter(
                            RenewDelegationTokenResponseData.class,
                            RenewDelegationTokenResponseData::setThrottleTimeMs)),
            Map.entry(
                    EXPIRE_DELEGATION_TOKEN,
                    setter(
                            ExpireDelegationTokenResponseData.class,
                            ExpireDelegationTokenResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_DELEGATION_TOKEN,
                    setter(
                            DescribeDelegationTokenResponseData.class,
                            DescribeDelegationTokenResponseData::setThrottleTimeMs)),
            Map.entry(
                    DELETE_GROUPS, setter(DeleteGroupsResponseData.class, DeleteGroupsResponseData::setThrottleTimeMs)),
            Map.entry(
                    ELECT_LEADERS, setter(ElectLeadersResponseData.class, ElectLeadersResponseData::setThrottleTimeMs)),
            Map.entry(
                    INCREMENTAL_ALTER_CONFIGS,
                    setter(
                            IncrementalAlterConfigsResponseData.class,
                            IncrementalAlterConfigsResponseData::setThrottleTimeMs)),
            Map.entry(
                    ALTER_PARTITION_REASSIGNMENTS,
                    setter(
                            AlterPartitionReassignmentsResponseData.class,
                            AlterPartitionReassignmentsResponseData::setThrottleTimeMs)),
            Map.entry(
                    LIST_PARTITION_REASSIGNMENTS,
                    setter(
                            ListPartitionReassignmentsResponseData.class,
                            ListPartitionReassignmentsResponseData::setThrottleTimeMs)),
            Map.entry(
                    OFFSET_DELETE, setter(OffsetDeleteResponseData.class, OffsetDeleteResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_CLIENT_QUOTAS,
                    setter(
                            DescribeClientQuotasResponseData.class,
                            DescribeClientQuotasResponseData::setThrottleTimeMs)),
            Map.entry(
                    ALTER_CLIENT_QUOTAS,
                    setter(AlterClientQuotasResponseData.class, AlterClientQuotasResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_USER_SCRAM_CREDENTIALS,
                    setter(
                            DescribeUserScramCredentialsResponseData.class,
                            DescribeUserScramCredentialsResponseData::setThrottleTimeMs)),
            Map.entry(
                    ALTER_USER_SCRAM_CREDENTIALS,
                    setter(
                            AlterUserScramCredentialsResponseData.class,
                            AlterUserScramCredentialsResponseData::setThrottleTimeMs)),
            Map.entry(
                    UPDATE_FEATURES,
                    setter(UpdateFeaturesResponseData.class, UpdateFeaturesResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_CLUSTER,
                    setter(DescribeClusterResponseData.class, DescribeClusterResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_PRODUCERS,
                    setter(DescribeProducersResponseData.class, DescribeProducersResponseData::setThrottleTimeMs)),
            Map.entry(
                    DESCRIBE_TRANSACTIONS,
                    setter(
                            DescribeTransactionsResponseData.class,
                            DescribeTransactionsResponseData::setThrottleTimeMs)),
            Map.entry(
                    LIST_TRANSACTIONS,
                    setter(ListTransactionsResponseData.class, ListTransactionsResponseData::setThrottleTimeMs)));

    private ThrottleTimes() {}

    /** Does nothing for an answer without a place for it. */
    static void set(ApiKey key, ApiMessage answer, Duration delay) {
        BiConsumer<ApiMessage, Integer> setter = SETTERS.get(key);
        if (setter != null) {
            setter.accept(answer, (int) Math.min(delay.toMillis(), Integer.MAX_VALUE));
        }
    }

    private static <M extends ApiMessage> BiConsumer<ApiMessage, Integer> setter(
            Class<M> type, BiConsumer<M, Integer> set) {
        return (answer, millis) -> set.accept(type.cast(answer), millis);
    }
}
