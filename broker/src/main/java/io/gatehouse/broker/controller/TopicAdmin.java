package io.gatehouse.broker.controller;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.TopicImage;
import io.gatehouse.broker.controller.znode.DeletedTopicZnode;
import io.gatehouse.broker.controller.znode.TopicAssignment;
import io.gatehouse.broker.controller.znode.TopicAssignment.Replicas;
import io.gatehouse.broker.controller.znode.TopicConfigZnode;
import io.gatehouse.broker.controller.znode.TopicZnode;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.zk.ZkFailure;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeExists;
import io.gatehouse.zk.ZnodeKind;
import io.gatehouse.zk.ZnodeValue;
import io.gatehouse.zk.ZnodeVersionConflict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Creates, deletes and grows topics: checks the wish, writes the znodes that the controller watches, and answers when this
 * broker's picture shows the result (COMPAT C5.11, D11.1 to D11.3, B6.5). Any broker may write them; who asks over the
 * wire has to ask the controller, which {@link #controller} says. Thread: any.
 */
public final class TopicAdmin {
    /** The most partitions of one topic: its znode has to fit ZooKeeper's packet (attack 173). */
    public static final int PARTITIONS_MAX = 10_000;

    private static final byte[] NO_BYTES = {};

    private final ZkSession zookeeper;
    private final Controller controller;
    private final ImagePublisher images;
    private final ImageAwait await;
    private final TopicConfigRules rules;
    private final TopicPolicies policies;
    private final TopicAdminSettings settings;
    private final RandomGenerator random;

    public TopicAdmin(
            ZkSession zookeeper,
            Controller controller,
            ImagePublisher images,
            TopicConfigRules rules,
            TopicPolicies policies,
            TopicAdminSettings settings,
            RandomGenerator random,
            ScheduledExecutorService timer) {
        this.zookeeper = zookeeper;
        this.controller = controller;
        this.images = images;
        this.await = new ImageAwait(images, timer);
        this.rules = rules;
        this.policies = policies;
        this.settings = settings;
        this.random = random;
    }

    /** Whether this broker is the controller, which alone answers these wishes over the wire (COMPAT D11.9). */
    public boolean controller() {
        return controller.active();
    }

    /** Whether this broker's picture has the topic. */
    public boolean known(TopicName topic) {
        return images.image().topic(topic).isPresent();
    }

    public TopicAdminSettings settings() {
        return settings;
    }

    // Create

    /**
     * @param permit CREATE on the cluster or on the topic
     * @param timeout how long to wait for the leaders; 0 or less answers REQUEST_TIMED_OUT although created
     */
    public CompletionStage<TopicOutcome> create(
            Permit<?> permit, NewTopic wanted, boolean validateOnly, Duration timeout) {
        Rights.toCreate(permit, wanted.name());
        ClusterImage image = images.image();
        Optional<TopicOutcome> problem = problem(wanted, image);
        if (problem.isPresent()) {
            return Stages.of(problem.get());
        }
        Map<Integer, List<Integer>> placed = place(wanted, image);
        TopicAssignment assignment = new TopicAssignment(Optional.of(NewTopic.freshId(random)), replicas(placed));
        TopicOutcome success = created(assignment, wanted.configs());
        return present(wanted.name()).thenCompose(present -> {
            if (present) {
                return Stages.of(exists(wanted.name()));
            }
            return policies.creating(
                    filledIn(wanted),
                    () -> validateOnly
                            ? Stages.of(new TopicOutcome(
                                    ErrorCode.NONE,
                                    Optional.empty(),
                                    TopicId.ZERO,
                                    success.partitions(),
                                    success.replicationFactor(),
                                    success.configs()))
                            : write(wanted, assignment)
                                    .thenCompose(written -> written
                                            ? awaitLeaders(wanted.name(), assignment, success, timeout)
                                            : Stages.of(exists(wanted.name()))));
        });
    }

    private NewTopic filledIn(NewTopic wanted) {
        return new NewTopic(
                wanted.name(), partitions(wanted), replicationFactor(wanted), wanted.assignment(), wanted.configs());
    }

    private Optional<TopicOutcome> problem(NewTopic wanted, ClusterImage image) {
        if (image.topic(wanted.name()).isPresent()) {
            return Optional.of(exists(wanted.name()));
        }
        Optional<TopicName> collision = collision(wanted.name(), image.topics().keySet());
        if (collision.isPresent()) {
            return Optional.of(TopicOutcome.refused(
                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "topic " + wanted.name() + " differs from another topic in '.' and '_' only"
                            + " (expected: a name whose metrics do not collide)"));
        }
        Optional<Placement.Problem> placement = wanted.assignment()
                .map(manual -> Placement.manual(manual, 0, PARTITIONS_MAX, live(image)))
                .orElseGet(() -> Placement.counts(
                        partitions(wanted),
                        replicationFactor(wanted),
                        PARTITIONS_MAX,
                        image.brokers().size()))
                .or(() -> Placement.limit(replicas(wanted), settings.replicasMax()));
        return placement
                .map(found -> TopicOutcome.refused(found.error(), found.message()))
                .or(() -> rules.problem(wanted.configs())
                        .map(text -> TopicOutcome.refused(ErrorCode.INVALID_CONFIG, text)));
    }

    private static Optional<TopicName> collision(TopicName name, Set<TopicName> others) {
        String own = name.value().replace('.', '_');
        return own.indexOf('_') < 0
                ? Optional.empty()
                : others.stream()
                        .filter(other -> other.value().replace('.', '_').equals(own))
                        .findFirst();
    }

    private Map<Integer, List<Integer>> place(NewTopic wanted, ClusterImage image) {
        return wanted.assignment()
                .orElseGet(() -> Placement.spread(
                        0, partitions(wanted), replicationFactor(wanted), sorted(live(image)), random));
    }

    private int partitions(NewTopic wanted) {
        return wanted.partitions() == NewTopic.DEFAULT ? settings.partitions() : wanted.partitions();
    }

    private int replicas(NewTopic wanted) {
        return wanted.assignment()
                .map(manual ->
                        manual.values().stream().mapToInt(List::size).max().orElse(0))
                .orElseGet(() -> replicationFactor(wanted));
    }

    private int replicationFactor(NewTopic wanted) {
        return wanted.replicationFactor() == NewTopic.DEFAULT
                ? settings.replicationFactor()
                : wanted.replicationFactor();
    }

    /** The topic is there, or its deletion is not over (COMPAT D10.8). */
    private CompletionStage<Boolean> present(TopicName name) {
        return zookeeper
                .read(TopicZnode.path(name))
                .thenCombine(
                        zookeeper.read(DeletedTopicZnode.path(name)),
                        (topic, wish) -> topic.isPresent() || wish.isPresent());
    }

    /** The config first, so that a crash in between leaves no topic without its config (COMPAT C5.11). */
    private CompletionStage<Boolean> write(NewTopic wanted, TopicAssignment assignment) {
        byte[] config = TopicConfigZnode.encode(wanted.configs());
        String configPath = TopicConfigZnode.path(wanted.name());
        return createOrElse(
                        configPath,
                        config,
                        () -> zookeeper.write(configPath, config, -1).thenApply(version -> true))
                .thenCompose(written -> createOrElse(
                        TopicZnode.path(wanted.name()),
                        TopicZnode.encode(assignment),
                        () -> ours(wanted.name(), assignment)));
    }

    /** Whether the topic that is there is the one that we wrote, our write's answer being lost. */
    private CompletionStage<Boolean> ours(TopicName name, TopicAssignment assignment) {
        return zookeeper
                .read(TopicZnode.path(name))
                .thenApply(node -> node.map(
                                value -> TopicZnode.decode(value.data()).id().equals(assignment.id()))
                        .orElse(false));
    }

    private CompletionStage<Boolean> createOrElse(
            String path, byte[] data, Supplier<CompletionStage<Boolean>> onExists) {
        return zookeeper
                .create(path, data, ZnodeKind.PERSISTENT)
                .<CompletionStage<Boolean>>handle((made, failure) -> failure == null
                        ? Stages.of(true)
                        : ZkFailure.unwrap(failure) instanceof ZnodeExists ? onExists.get() : Stages.failed(failure))
                .thenCompose(Function.identity());
    }

    private CompletionStage<TopicOutcome> awaitLeaders(
            TopicName name, TopicAssignment assignment, TopicOutcome success, Duration timeout) {
        return shown(image -> led(image, name, assignment), timeout)
                .thenApply(shown -> shown ? success : success.with(ErrorCode.REQUEST_TIMED_OUT));
    }

    private static boolean led(ClusterImage image, TopicName name, TopicAssignment assignment) {
        Optional<TopicImage> topic = image.topic(name)
                .filter(found ->
                        assignment.id().isEmpty() || assignment.id().get().equals(found.id()));
        return topic.isPresent()
                && assignment.partitions().keySet().stream().allMatch(number -> {
                    PartitionImage partition = topic.get().partitions().get(number);
                    return partition != null && partition.leader() >= 0;
                });
    }

    private CompletionStage<Boolean> shown(Predicate<ClusterImage> wanted, Duration timeout) {
        return timeout.isNegative() || timeout.isZero() ? Stages.of(false) : await.until(wanted, timeout);
    }

    // Delete

    /**
     * @param permit DELETE on the topic
     * @return UNKNOWN_TOPIC_OR_PARTITION, TOPIC_DELETION_DISABLED, REQUEST_TIMED_OUT or NONE
     */
    public CompletionStage<ErrorCode> delete(Permit<TopicName> permit, Duration timeout) {
        TopicName name = permit.resource(Operation.DELETE);
        if (!settings.deleteTopics()) {
            return Stages.of(ErrorCode.TOPIC_DELETION_DISABLED);
        }
        if (images.image().topic(name).isEmpty()) {
            return Stages.of(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        return createOrElse(DeletedTopicZnode.path(name), NO_BYTES, () -> Stages.of(true))
                .thenCompose(wished -> shown(image -> image.topic(name).isEmpty(), timeout))
                .thenApply(gone -> gone ? ErrorCode.NONE : ErrorCode.REQUEST_TIMED_OUT);
    }

    // Grow

    /**
     * @param permit ALTER on the topic
     * @param total how many partitions there shall be
     * @param assignment the replicas of the new partitions, in their order
     */
    public CompletionStage<TopicOutcome> grow(
            Permit<TopicName> permit,
            int total,
            Optional<List<List<Integer>>> assignment,
            boolean validateOnly,
            Duration timeout) {
        TopicName name = permit.resource(Operation.ALTER);
        return zookeeper
                .read(DeletedTopicZnode.path(name))
                .thenCompose(wish -> wish.isPresent()
                        ? Stages.of(TopicOutcome.refused(
                                ErrorCode.INVALID_TOPIC_EXCEPTION, "topic " + name + " is being deleted"))
                        : zookeeper
                                .read(TopicZnode.path(name))
                                .thenCompose(node -> node.isEmpty()
                                        ? Stages.of(TopicOutcome.refused(
                                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "no such topic"))
                                        : grow(name, node.get(), total, assignment, validateOnly, timeout)));
    }

    private CompletionStage<TopicOutcome> grow(
            TopicName name,
            ZnodeValue node,
            int total,
            Optional<List<List<Integer>>> assignment,
            boolean validateOnly,
            Duration timeout) {
        TopicAssignment before = TopicZnode.decode(node.data());
        if (before.partitions().values().stream().anyMatch(Replicas::reassigning)) {
            return Stages.of(TopicOutcome.refused(
                    ErrorCode.REASSIGNMENT_IN_PROGRESS, "partitions of the topic are being reassigned"));
        }
        ClusterImage image = images.image();
        int now = before.partitions().size();
        int replicationFactor = before.partitions().values().stream()
                .mapToInt(replicas -> replicas.all().size())
                .findFirst()
                .orElse(1);
        Optional<Placement.Problem> problem = growthProblem(now, total, replicationFactor, assignment, image);
        if (problem.isPresent()) {
            return Stages.of(
                    TopicOutcome.refused(problem.get().error(), problem.get().message()));
        }
        Map<Integer, List<Integer>> added = assignment
                .map(lists -> numbered(now, lists))
                .orElseGet(() -> Placement.spread(now, total - now, replicationFactor, sorted(live(image)), random));
        Map<Integer, Replicas> all = new HashMap<>(before.partitions());
        all.putAll(replicas(added));
        TopicAssignment after = new TopicAssignment(before.id(), all);
        TopicOutcome success = created(after, Map.of());
        return validateOnly ? Stages.of(success) : writeGrown(name, node, after, success, timeout);
    }

    private static Optional<Placement.Problem> growthProblem(
            int now, int total, int replicationFactor, Optional<List<List<Integer>>> assignment, ClusterImage image) {
        if (total <= now || total > PARTITIONS_MAX) {
            return Optional.of(new Placement.Problem(
                    ErrorCode.INVALID_PARTITIONS,
                    "count = " + total + " (expected: " + (now + 1) + ".." + PARTITIONS_MAX + ", the topic has " + now
                            + ")"));
        }
        if (assignment.isEmpty()) {
            return Placement.counts(
                    total, replicationFactor, PARTITIONS_MAX, image.brokers().size());
        }
        List<List<Integer>> lists = assignment.get();
        if (lists.size() != total - now || lists.stream().anyMatch(list -> list.size() != replicationFactor)) {
            return Optional.of(new Placement.Problem(
                    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                    "an assignment of " + lists.size() + " partitions (expected: " + (total - now) + " with "
                            + replicationFactor + " replicas each)"));
        }
        return Placement.manual(numbered(now, lists), now, PARTITIONS_MAX, live(image));
    }

    private CompletionStage<TopicOutcome> writeGrown(
            TopicName name, ZnodeValue node, TopicAssignment after, TopicOutcome success, Duration timeout) {
        return zookeeper
                .write(TopicZnode.path(name), TopicZnode.encode(after), node.version())
                .<CompletionStage<TopicOutcome>>handle((version, failure) -> {
                    if (failure == null) {
                        return awaitLeaders(name, after, success, timeout);
                    }
                    return ZkFailure.unwrap(failure) instanceof ZnodeVersionConflict
                            ? Stages.of(TopicOutcome.refused(
                                    ErrorCode.INVALID_REQUEST, "somebody else changed the topic (expected: try again)"))
                            : Stages.failed(failure);
                })
                .thenCompose(Function.identity());
    }

    // Shared

    private static TopicOutcome created(TopicAssignment topic, Map<String, String> configs) {
        int replicationFactor = topic.partitions().values().stream()
                .mapToInt(replicas -> replicas.all().size())
                .findFirst()
                .orElse(0);
        return new TopicOutcome(
                ErrorCode.NONE,
                Optional.empty(),
                topic.id().orElse(TopicId.ZERO),
                topic.partitions().size(),
                replicationFactor,
                configs);
    }

    private static TopicOutcome exists(TopicName name) {
        return TopicOutcome.refused(
                ErrorCode.TOPIC_ALREADY_EXISTS, "topic " + name + " exists, or its deletion is not over");
    }

    private static Map<Integer, Replicas> replicas(Map<Integer, List<Integer>> assignment) {
        return assignment.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Replicas.of(entry.getValue())));
    }

    private static Map<Integer, List<Integer>> numbered(int first, List<List<Integer>> lists) {
        return IntStream.range(0, lists.size()).boxed().collect(Collectors.toMap(i -> first + i, lists::get));
    }

    private static Set<Integer> live(ClusterImage image) {
        return image.brokers().keySet().stream().map(id -> id.value()).collect(Collectors.toSet());
    }

    private static List<Integer> sorted(Set<Integer> brokers) {
        return brokers.stream().sorted().toList();
    }
}
