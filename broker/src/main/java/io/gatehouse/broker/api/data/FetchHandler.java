package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.api.data.FetchPlace.Told;
import io.gatehouse.broker.api.data.FetchSessions.Asker;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.FetchAnswer;
import io.gatehouse.broker.replica.FetchLimits;
import io.gatehouse.broker.replica.FetchWish;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.Parcel;
import io.gatehouse.broker.wire.RecordBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/**
 * Fetch (key 1): reads batches (COMPAT B5), of what the request lists or of what its session holds (COMPAT B9). Rights are
 * asked with every request, also for what a session remembers.
 */
public final class FetchHandler implements ApiHandler<FetchRequestData, FetchResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.FETCH,
            4,
            17,
            RequiredRights.byRequest(
                    "Read on each topic (ACL-06); as a follower ClusterAction on the cluster (ACL-05)",
                    RequiredRights.on(ResourceType.TOPIC, Operation.READ),
                    RequiredRights.on(ResourceType.CLUSTER, Operation.CLUSTER_ACTION)));

    /** The version from which topics are named by id. */
    private static final int BY_ID = 13;

    /** The version from which a follower names itself in a tagged field. */
    private static final int REPLICA_STATE = 15;

    private static final byte READ_COMMITTED = 1;

    private final Replicas replicas;
    private final ImagePublisher cluster;
    private final FetchSessions sessions;
    private final int bytesMax;

    /** @param bytesMax {@code fetch.max.bytes}: no answer to a consumer is larger, but for one batch */
    public FetchHandler(Replicas replicas, ImagePublisher cluster, FetchSessions sessions, int bytesMax) {
        this.replicas = replicas;
        this.cluster = cluster;
        this.sessions = sessions;
        this.bytesMax = bytesMax;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<FetchResponseData> handle(FetchRequestData request, RequestContext context) {
        boolean follower = replicaId(request, context.version()) >= 0;
        Rights rights = new Rights(context, follower);
        FetchPlan plan = FetchPlan.of(
                request,
                sessions,
                new Asker(
                        context.session().principal().toString(),
                        context.version() >= BY_ID,
                        follower && rights.clusterAction(),
                        context.receivedAt()));
        if (plan.error() != ErrorCode.NONE) {
            return CompletableFuture.completedStage(plan.answer(List.of()));
        }
        Draft draft = new Draft(request.isolationLevel() == READ_COMMITTED);
        plan.places().forEach(place -> draft.add(place, rights));
        return replicas.read(draft.wishes, limits(request, draft))
                .thenApply(answers -> complete(plan, draft, answers, rights));
    }

    private static FetchResponseData complete(FetchPlan plan, Draft draft, List<FetchAnswer> answers, Rights rights) {
        try {
            return plan.answer(draft.complete(answers, rights.lost(draft.topics)));
        } catch (RuntimeException bug) {
            answers.forEach(FetchAnswer::close);
            throw bug;
        }
    }

    private FetchLimits limits(FetchRequestData request, Draft draft) {
        Duration wait = draft.failed ? Duration.ZERO : Duration.ofMillis(Math.max(0, request.maxWaitMs()));
        int most = Math.max(0, Math.min(request.maxBytes(), bytesMax));
        return new FetchLimits(
                Math.max(0, Math.min(request.minBytes(), most)), // Nobody waits for more than the answer can hold.
                most,
                wait,
                draft.committedOnly);
    }

    private static int replicaId(FetchRequestData request, short version) {
        return version >= REPLICA_STATE ? request.replicaState().replicaId() : request.replicaId();
    }

    /** What the peer of one request may read; each topic is asked about once. */
    private final class Rights {
        private record Topic(Uuid id, String name) {}

        private record Answer(Optional<Permit<TopicName>> permit, ErrorCode error) {}

        private final RequestContext context;
        private final boolean follower;
        private final boolean clusterAction;
        private final Map<Topic, Answer> known = new HashMap<>();

        private Rights(RequestContext context, boolean follower) {
            this.context = context;
            this.follower = follower;
            clusterAction = follower
                    && context.access()
                            .cluster(Operation.CLUSTER_ACTION)
                            .permit()
                            .isPresent();
        }

        private boolean clusterAction() {
            return clusterAction;
        }

        private Answer of(FetchPlace.Key key) {
            if (follower) {
                // This version hosts no followers, so no broker is in any assignment but its own (COMPAT B5.18).
                return refused(clusterAction ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.TOPIC_AUTHORIZATION_FAILED);
            }
            return known.computeIfAbsent(new Topic(key.topicId(), key.topic()), this::ask);
        }

        private Answer ask(Topic topic) {
            boolean byId = context.version() >= BY_ID;
            Optional<TopicName> name = byId ? TopicUuids.byId(cluster.image(), topic.id) : TopicName.parse(topic.name);
            return name.map(found -> context.access()
                            .topic(Operation.READ, found)
                            .fold(
                                    permit -> new Answer(Optional.of(permit), ErrorCode.NONE),
                                    error -> refused(ErrorCode.TOPIC_AUTHORIZATION_FAILED)))
                    .orElseGet(() -> refused(byId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
        }

        /** Topics whose right went while the request waited for records (attack 154). */
        private Set<TopicName> lost(List<TopicName> read) {
            if (!context.access().outdated()) {
                return Set.of();
            }
            Set<TopicName> topics = new HashSet<>(read);
            topics.removeIf(
                    topic -> context.access().topic(Operation.READ, topic).allowed());
            return topics;
        }

        private static Answer refused(ErrorCode error) {
            return new Answer(Optional.empty(), error);
        }
    }

    /** The answer being built: refused partitions are in it at once, the others have a slot each, in order. */
    private static final class Draft {
        private final boolean committedOnly;
        private final List<FetchWish> wishes = new ArrayList<>();
        private final List<TopicName> topics = new ArrayList<>();
        private final List<PartitionData> slots = new ArrayList<>();
        private final List<Told> told = new ArrayList<>();
        private boolean failed;

        private Draft(boolean committedOnly) {
            this.committedOnly = committedOnly;
        }

        private void add(FetchPlace place, Rights rights) {
            Rights.Answer right = rights.of(place.key());
            int partition = place.key().partition();
            if (right.permit().isEmpty() || partition < 0) {
                failed = true;
                told.add(new Told(
                        place,
                        failed(
                                partition,
                                right.permit().isEmpty() ? right.error() : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)));
                return;
            }
            wishes.add(new FetchWish(
                    right.permit().get(),
                    TopicUuids.id(place.key().topicId()),
                    partition,
                    place.leaderEpoch(),
                    place.offset(),
                    Math.max(0, place.bytesMax()),
                    place.lastFetchedEpoch()));
            topics.add(right.permit().get().resource());
            PartitionData slot = new PartitionData().setPartitionIndex(partition);
            slots.add(slot);
            told.add(new Told(place, slot));
        }

        private static PartitionData failed(int partition, ErrorCode error) {
            return failed(new PartitionData().setPartitionIndex(partition), error);
        }

        private static PartitionData failed(PartitionData data, ErrorCode error) {
            data.setErrorCode(error.code())
                    .setHighWatermark(-1)
                    .setLastStableOffset(-1)
                    .setLogStartOffset(-1);
            RecordBytes.put(data, Parcel.empty());
            return data;
        }

        private List<Told> complete(List<FetchAnswer> answers, Set<TopicName> lost) {
            for (int i = 0; i < answers.size(); i++) {
                if (lost.contains(topics.get(i))) {
                    answers.get(i).close();
                    failed(slots.get(i), ErrorCode.TOPIC_AUTHORIZATION_FAILED);
                } else {
                    fill(slots.get(i), answers.get(i));
                }
            }
            return told;
        }

        private void fill(PartitionData slot, FetchAnswer answer) {
            slot.setErrorCode(answer.error().code())
                    .setHighWatermark(answer.highWatermark())
                    .setLastStableOffset(answer.lastStableOffset())
                    .setLogStartOffset(answer.logStartOffset());
            if (committedOnly) {
                slot.setAbortedTransactions(answer.aborted().stream()
                        .map(aborted -> new AbortedTransaction()
                                .setProducerId(aborted.producerId())
                                .setFirstOffset(aborted.firstOffset()))
                        .toList());
            } else {
                slot.setAbortedTransactions(null); // COMPAT B5.14.
            }
            RecordBytes.put(slot, answer.records());
            answer.diverging()
                    .ifPresent(end -> slot.setDivergingEpoch(
                            new EpochEndOffset().setEpoch(end.epoch()).setEndOffset(end.endOffset())));
        }
    }
}
