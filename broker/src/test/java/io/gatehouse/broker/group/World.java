package io.gatehouse.broker.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.FakeCoordinatorLog;
import io.gatehouse.broker.replica.GrantedPermits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** A coordinator in a world where time stands still until the test moves it and everything happens on one thread. */
final class World implements InstantSource, Timers, Executor {
    static final TopicName ORDERS = new TopicName("orders");

    final FakeCoordinatorLog log = new FakeCoordinatorLog();
    final List<StrangerDeed> deeds = new ArrayList<>();
    final GroupSettings settings;
    final GroupCoordinator coordinator;

    private final Deque<Runnable> lane = new ArrayDeque<>();
    private final PriorityQueue<Scheduled> timers =
            new PriorityQueue<>(Comparator.comparing(Scheduled::when).thenComparing(Scheduled::order));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int order;
    private int ids;
    private int epoch;

    private record Scheduled(Instant when, int order, Runnable action) implements Timer {
        @Override
        public void cancel() {
            // Best effort, as the interface says: the world lets it fire.
        }
    }

    World() {
        this(GroupSettings.DEFAULTS);
    }

    World(GroupSettings settings) {
        this.settings = settings;
        GroupEdges edges = new GroupEdges(
                log,
                GrantedPermits.topic(Operation.WRITE, GroupCoordinator.OFFSETS_TOPIC),
                this,
                this,
                deeds::add,
                () -> "id" + ids++);
        this.coordinator = new GroupCoordinator(settings, edges, partition -> this, () -> 1);
    }

    static GroupSettings settings(int sizeMax, Duration initialDelay) {
        GroupSettings defaults = GroupSettings.DEFAULTS;
        return new GroupSettings(
                defaults.sessionMin(),
                defaults.sessionMax(),
                initialDelay,
                sizeMax,
                defaults.instancesBound(),
                defaults.offsetMetadataMax(),
                defaults.offsetsRetention(),
                defaults.retentionInterval(),
                1,
                100_000);
    }

    /** The place of a static member is its principal's. */
    static GroupSettings bound() {
        GroupSettings defaults = GroupSettings.DEFAULTS;
        return new GroupSettings(
                defaults.sessionMin(),
                defaults.sessionMax(),
                defaults.initialDelay(),
                defaults.sizeMax(),
                true,
                defaults.offsetMetadataMax(),
                defaults.offsetsRetention(),
                defaults.retentionInterval(),
                1,
                100_000);
    }

    static Permit<GroupId> group(Operation operation, String group) {
        return GrantedPermits.everything()
                .check(operation, ResourceType.GROUP, group, new GroupId(group))
                .permit()
                .orElseThrow();
    }

    World leading() {
        coordinator.becameLeader(0, ++epoch);
        run();
        return this;
    }

    /** Leadership goes and comes back: all that is left is what the log says. */
    void restart() {
        coordinator.resigned(0);
        leading();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public Timer schedule(Instant when, Executor executor, Runnable action) {
        Scheduled scheduled = new Scheduled(when, order++, () -> executor.execute(action));
        timers.add(scheduled);
        return scheduled;
    }

    @Override
    public void execute(Runnable command) {
        lane.add(command);
    }

    /** Runs what waits on the lane, and nothing that takes time. */
    void run() {
        while (!lane.isEmpty()) {
            lane.remove().run();
        }
    }

    /** Lets time pass; timers fire at their moments. */
    void pass(Duration duration) {
        Instant end = now.plus(duration);
        run();
        for (Scheduled next = timers.peek(); next != null && !next.when().isAfter(end); next = timers.peek()) {
            timers.remove();
            now = next.when().isAfter(now) ? next.when() : now;
            next.action().run();
            run();
        }
        now = end;
    }
}
