package io.gatehouse.broker.net;

import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.ApiTable;
import io.gatehouse.broker.api.CloseConnection;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.model.FilePart;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.Parcel;
import io.gatehouse.broker.wire.RecordBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * A table of a few APIs: Metadata answers at once with who asked, Heartbeat when the test says so, Produce never with
 * acks=0, Fetch with as many bytes as asked for, ListGroups fails.
 */
final class TestApis {
    final AtomicInteger entered = new AtomicInteger();
    final List<CompletableFuture<HeartbeatResponseData>> heartbeats = new CopyOnWriteArrayList<>();

    /** Answers to Fetch, where the test has its own; the first is for all. */
    final List<CompletableFuture<FetchResponseData>> fetches = new CopyOnWriteArrayList<>();

    private final ApiTable[] self = new ApiTable[1];
    final ApiVersionsHandler versions = new ApiVersionsHandler(() -> self[0].specs());
    final ApiTable table;

    TestApis() {
        table = new ApiTable(List.of(
                versions,
                api(
                        ApiKey.METADATA,
                        0,
                        13,
                        (MetadataRequestData request, RequestContext context) ->
                                CompletableFuture.completedFuture(new MetadataResponseData()
                                        .setClusterId(
                                                context.session().principal().toString()))),
                api(ApiKey.HEARTBEAT, 0, 4, (HeartbeatRequestData request, RequestContext context) -> {
                    CompletableFuture<HeartbeatResponseData> answer = new CompletableFuture<>();
                    heartbeats.add(answer);
                    return answer;
                }),
                api(ApiKey.PRODUCE, 3, 13, TestApis::produce),
                api(
                        ApiKey.FETCH,
                        4,
                        17,
                        (FetchRequestData request, RequestContext context) -> fetches.isEmpty()
                                ? CompletableFuture.completedFuture(fetched(request.maxBytes()))
                                : fetches.get(0)),
                api(ApiKey.LIST_GROUPS, 0, 5, (ListGroupsRequestData request, RequestContext context) -> {
                    CompletableFuture<ListGroupsResponseData> failed = new CompletableFuture<>();
                    failed.completeExceptionally(new IllegalStateException("a bug, for the test"));
                    return failed;
                })));
        self[0] = table;
    }

    private static CompletionStage<ProduceResponseData> produce(ProduceRequestData request, RequestContext context) {
        if ("close".equals(request.transactionalId())) {
            return CompletableFuture.failedFuture(new CloseConnection("for the test"));
        }
        return CompletableFuture.completedFuture(request.acks() == 0 ? null : new ProduceResponseData());
    }

    /** Takes over {@code part}. */
    static FetchResponseData fetched(FilePart part) {
        FetchResponseData answer = fetched(0);
        RecordBytes.put(answer.responses().get(0).partitions().get(0), Parcel.of(part));
        return answer;
    }

    private static FetchResponseData fetched(int bytes) {
        return new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopic("t")
                        .setPartitions(List.of(new FetchResponseData.PartitionData()
                                .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(bytes)))))));
    }

    private <Q extends ApiMessage, S extends ApiMessage> ApiHandler<Q, S> api(
            ApiKey key, int oldest, int newest, BiFunction<Q, RequestContext, CompletionStage<S>> body) {
        return new ApiHandler<>() {
            @Override
            public ApiSpec spec() {
                return new ApiSpec(key, oldest, newest, RequiredRights.none("the test"));
            }

            @Override
            public CompletionStage<S> handle(Q request, RequestContext context) {
                entered.incrementAndGet();
                return body.apply(request, context);
            }
        };
    }
}
