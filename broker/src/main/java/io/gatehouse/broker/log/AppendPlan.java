package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The batches of one append, checked and with their final offsets, so that either all or none of them are written.
 * Thread: the log lane.
 */
final class AppendPlan {
    /** Who appends what under which rules. */
    record Request(int leaderEpoch, AppendOrigin origin, short produceVersion, long nowMillis, LogConfig config) {}

    private final Request request;
    private final LaneMemory memory;
    private final List<ByteBuffer> batches = new ArrayList<>(1);
    private long nextOffset;
    private long bytes;
    private long maxTimestamp = -1;

    /** @param nextOffset the first offset to give */
    AppendPlan(Request request, LaneMemory memory, long nextOffset) {
        this.request = request;
        this.memory = memory;
        this.nextOffset = nextOffset;
    }

    /**
     * Checks and places all batches.
     *
     * @return the answer when there is nothing to write: a refusal, or a producer's repetition
     */
    Optional<AppendResult> take(ByteBuffer sent, ProducerStates producers, long logStartOffset) throws InvalidRecords {
        if (!sent.hasRemaining()) {
            throw new InvalidRecords("no batch (expected: exactly one)");
        }
        BatchPreparation preparation = new BatchPreparation(request.config, memory, request.nowMillis);
        int at = sent.position();
        while (at < sent.limit()) {
            int end = HeaderCheck.end(sent, at);
            if (request.origin.client() && end != sent.limit()) {
                throw new InvalidRecords("more than one batch (expected: exactly one)");
            }
            HeaderCheck.check(sent, at, end, request.origin, request.produceVersion, request.config);
            RecordCheck records = preparation.records(sent, at, end);
            if (records.refused()) {
                return Optional.of(records.refusal());
            }
            Optional<AppendResult> known =
                    producers.check(sent, at, end, request.origin, logStartOffset, request.config.logAppendTime());
            if (known.isPresent()) {
                return known;
            }
            add(preparation.placed(sent, at, end, records, nextOffset, request.leaderEpoch));
            at = end;
        }
        return Optional.empty();
    }

    private void add(ByteBuffer batch) throws InvalidRecords {
        batches.add(batch);
        nextOffset = Batch.lastOffset(batch, batch.position()) + 1;
        maxTimestamp = Math.max(maxTimestamp, Batch.maxTimestamp(batch, batch.position()));
        bytes += batch.remaining();
        if (bytes > request.config.segmentBytes()) {
            throw new InvalidRecords(
                    ErrorCode.RECORD_LIST_TOO_LARGE,
                    bytes + " bytes at once (expected: at most " + request.config.segmentBytes()
                            + ", a segment's size)");
        }
    }

    Request request() {
        return request;
    }

    List<ByteBuffer> batches() {
        return batches;
    }

    /** The offset after the last record. */
    long nextOffset() {
        return nextOffset;
    }

    int bytes() {
        return (int) bytes;
    }

    long maxTimestamp() {
        return maxTimestamp;
    }
}
