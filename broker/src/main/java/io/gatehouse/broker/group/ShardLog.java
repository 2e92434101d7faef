package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.group.record.GroupRecords;
import io.gatehouse.broker.group.record.OversizedRecord;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.wire.KeyValue;
import io.gatehouse.broker.wire.RecordBatches;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends a shard's facts. Invariant: facts are replayed, and those who wait are told, in the order of the appends, which
 * is the log's order, however the log's answers arrive. Thread: the lane.
 */
final class ShardLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShardLog.class);

    private static final int BATCH_OVERHEAD = 64;

    private final ShardTools tools;
    private final Consumer<Fact> replay;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private final Map<GroupId, Integer> writing = new HashMap<>();
    private boolean closed;

    /** @param replay changes state by a committed fact */
    ShardLog(ShardTools tools, Consumer<Fact> replay) {
        this.tools = tools;
        this.replay = replay;
    }

    private static final class InFlight {
        private final List<Fact> facts;
        private final Consumer<ErrorCode> then;
        private @Nullable ErrorCode outcome;

        InFlight(List<Fact> facts, Consumer<ErrorCode> then) {
            this.facts = facts;
            this.then = then;
        }
    }

    /**
     * Appends the facts as one batch: all or none.
     *
     * @param then told NONE after the facts are committed and replayed, otherwise why they may not be
     */
    void append(List<Fact> facts, Consumer<ErrorCode> then) {
        if (closed) {
            then.accept(ErrorCode.NOT_COORDINATOR);
            return;
        }
        List<KeyValue> records;
        try {
            records = facts.stream().map(GroupRecords::encode).toList();
        } catch (OversizedRecord e) {
            then.accept(ErrorCode.RECORD_LIST_TOO_LARGE);
            return;
        }
        long bytes = BATCH_OVERHEAD
                + records.stream().mapToLong(RecordBatches::bytes).sum();
        if (bytes > tools.settings().appendBytesMax()) {
            then.accept(ErrorCode.RECORD_LIST_TOO_LARGE);
        } else {
            send(new InFlight(facts, then), records);
        }
    }

    /** Appends the facts as few batches as fit; told the first error, or NONE. */
    void appendInParts(List<Fact> facts, Consumer<ErrorCode> then) {
        List<List<Fact>> parts = parts(facts);
        PartsOutcome outcome = new PartsOutcome(parts.size(), then);
        parts.forEach(part -> append(part, outcome));
    }

    /** Whether facts about the group are on their way. */
    boolean writing(GroupId group) {
        return writing.containsKey(group);
    }

    /** Tells all who wait that their coordinator is elsewhere; what is on its way may still be committed. */
    void close() {
        closed = true;
        while (!inFlight.isEmpty()) {
            inFlight.remove().then.accept(ErrorCode.NOT_COORDINATOR);
        }
        writing.clear();
    }

    private void send(InFlight append, List<KeyValue> records) {
        inFlight.add(append);
        append.facts.forEach(fact -> writing.merge(fact.group(), 1, Integer::sum));
        GroupEdges edges = tools.edges();
        edges.log()
                .append(
                        edges.offsetsTopic(),
                        tools.partition(),
                        tools.epoch(),
                        RecordBatches.batch(records, tools.now()))
                .whenComplete((error, failure) -> tools.lane().execute(() -> done(append, error, failure)));
    }

    private void done(InFlight append, @Nullable ErrorCode error, @Nullable Throwable failure) {
        if (failure != null) {
            LOGGER.atError()
                    .setCause(failure)
                    .addKeyValue("partition", tools.partition())
                    .log("append failed");
        }
        append.outcome = error == null ? ErrorCode.KAFKA_STORAGE_ERROR : error;
        for (InFlight first = inFlight.peek(); first != null && first.outcome != null; first = inFlight.peek()) {
            inFlight.remove();
            settle(first, first.outcome);
        }
    }

    private void settle(InFlight append, ErrorCode outcome) {
        append.facts.forEach(fact -> writing.computeIfPresent(
                fact.group(), (group, count) -> count == 1 ? null : Integer.valueOf(count - 1)));
        if (outcome == ErrorCode.NONE) {
            append.facts.forEach(replay);
        }
        append.then.accept(outcome);
    }

    private List<List<Fact>> parts(List<Fact> facts) {
        List<List<Fact>> parts = new ArrayList<>();
        List<Fact> part = new ArrayList<>();
        long bytes = BATCH_OVERHEAD;
        for (Fact fact : facts) {
            int size = RecordBatches.bytes(GroupRecords.encode(fact));
            if (bytes + size > tools.settings().appendBytesMax() && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = BATCH_OVERHEAD;
            }
            part.add(fact);
            bytes += size;
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    /** Waits for all parts. */
    private static final class PartsOutcome implements Consumer<ErrorCode> {
        private final Consumer<ErrorCode> then;
        private int left;
        private ErrorCode first = ErrorCode.NONE;

        PartsOutcome(int parts, Consumer<ErrorCode> then) {
            this.left = parts;
            this.then = then;
            if (parts == 0) {
                then.accept(ErrorCode.NONE);
            }
        }

        @Override
        public void accept(ErrorCode outcome) {
            left--;
            first = first == ErrorCode.NONE ? outcome : first;
            if (left == 0) {
                then.accept(first);
            }
        }
    }
}
