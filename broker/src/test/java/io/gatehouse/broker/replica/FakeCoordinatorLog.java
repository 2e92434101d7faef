package io.gatehouse.broker.replica;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.RecordBatches;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps batches in memory; commits at once, or when the test says so. Thread: the test's. */
public final class FakeCoordinatorLog implements CoordinatorLog {
    private final Map<Integer, List<ByteBuffer>> written = new HashMap<>();
    private final Map<Integer, Long> endOffsets = new HashMap<>();
    private final Deque<CompletableFuture<ErrorCode>> held = new ArrayDeque<>();
    private boolean holding;
    private ErrorCode refusal = ErrorCode.NONE;
    private ErrorCode loadRefusal = ErrorCode.NONE;

    /** From now on appends are written but not committed. */
    public void hold() {
        holding = true;
    }

    /** Commits what was held, in the order of the appends, and holds no more. */
    public void release() {
        holding = false;
        while (!held.isEmpty()) {
            held.remove().complete(ErrorCode.NONE);
        }
    }

    /** Answers what was held, the last append first. */
    public void releaseBackwards() {
        holding = false;
        while (!held.isEmpty()) {
            held.removeLast().complete(ErrorCode.NONE);
        }
    }

    /** From now on appends are refused, not written, with this error; NONE ends it. */
    public void refuse(ErrorCode error) {
        refusal = error;
    }

    public void refuseLoads(ErrorCode error) {
        loadRefusal = error;
    }

    /** Puts batches at the end of a partition, as another broker may have written them. */
    public void seed(int partition, ByteBuffer batches) {
        write(partition, batches);
    }

    public int batches(int partition) {
        return written.getOrDefault(partition, List.of()).size();
    }

    @Override
    public CompletionStage<ErrorCode> append(
            Permit<TopicName> permit, int partition, int leaderEpoch, ByteBuffer batches) {
        permit.resource(Operation.WRITE);
        if (refusal != ErrorCode.NONE) {
            return CompletableFuture.completedStage(refusal);
        }
        write(partition, batches);
        if (!holding) {
            return CompletableFuture.completedStage(ErrorCode.NONE);
        }
        CompletableFuture<ErrorCode> answer = new CompletableFuture<>();
        held.add(answer);
        return answer;
    }

    @Override
    public CompletionStage<ErrorCode> load(
            Permit<TopicName> permit, int partition, int leaderEpoch, BatchReader reader) {
        permit.resource(Operation.WRITE);
        if (loadRefusal != ErrorCode.NONE) {
            return CompletableFuture.completedStage(loadRefusal);
        }
        try {
            written.getOrDefault(partition, List.of()).forEach(batch -> reader.batches(batch.duplicate()));
            return CompletableFuture.completedStage(ErrorCode.NONE);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** The base offset is outside of what the checksum covers (COMPAT A5.1). */
    private void write(int partition, ByteBuffer batches) {
        ByteBuffer copy = ByteBuffer.allocate(batches.remaining());
        copy.put(batches.duplicate()).flip();
        AtomicInteger records = new AtomicInteger();
        RecordBatches.forEach(copy, record -> records.incrementAndGet());
        long end = endOffsets.merge(partition, (long) records.get(), Long::sum);
        copy.putLong(0, end - records.get());
        written.computeIfAbsent(partition, any -> new ArrayList<>()).add(copy);
    }
}
