package io.gatehouse.broker.group;

import java.time.Instant;
import java.util.concurrent.Executor;

/** What the parts of one loaded shard share. */
record ShardTools(int partition, int epoch, GroupSettings settings, GroupEdges edges, Executor lane) {
    Instant now() {
        return edges.clock().instant();
    }

    Alarm alarm(Runnable action) {
        return new Alarm(edges.timers(), edges.clock(), lane, action);
    }

    String newMemberId(String prefix) {
        return prefix + "-" + edges.ids().get();
    }
}
