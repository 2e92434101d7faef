package io.gatehouse.broker.replica;

import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.log.AbortedTransaction;
import io.gatehouse.broker.log.AppendOrigin;
import io.gatehouse.broker.log.AppendResult;
import io.gatehouse.broker.log.EpochEnd;
import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.broker.log.LogFailure;
import io.gatehouse.broker.log.LogLane;
import io.gatehouse.broker.log.PartitionLog;
import io.gatehouse.broker.log.ReadResult;
import io.gatehouse.broker.log.RecordSlice;
import io.gatehouse.broker.log.SliceResult;
import io.gatehouse.broker.log.TimestampAndOffset;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.wire.Parcel;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * One partition on this broker: its log and its role.
 *
 * <p>Thread: the partition's log lane, except where a method says "any". The role is replaced on the lane and read
 * anywhere. Invariant: log start offset ≤ high watermark ≤ log end offset (COMPAT B1.1), kept by the log.
 */
final class Partition {
    /** Up to this size, memory and a copy cost less than sending a piece of a file. */
    private static final int IN_MEMORY_MAX = 8 << 10;

    private final TopicPartition id;
    private final BrokerId self;
    /** Replaced on the lane when the log was moved to another directory. */
    private volatile PartitionLog log;

    private final LogLane lane;
    private final Watchers watchers = new Watchers();

    private volatile Role role;
    /** The log's end when this broker became leader in this epoch. On the lane. */
    private long leadsFrom;
    /** {@code min.insync.replicas} of the topic. Written on the lane. */
    private volatile int inSyncMin;
    /** A fetch that waits for many bytes counts with it. */
    private final LongAdder bytesAppended = new LongAdder();

    Partition(BrokerId self, PartitionLog log, int inSyncMin, Role role) {
        this.id = log.partition();
        this.self = self;
        this.log = log;
        this.lane = log.lane();
        this.inSyncMin = inSyncMin;
        this.role = role;
        this.leadsFrom = log.logEndOffset();
    }

    TopicPartition id() {
        return id;
    }

    LogLane lane() {
        return lane;
    }

    /** The log in another directory takes this one's place. */
    void moved(PartitionLog to) {
        log = to;
    }

    TopicId topicId() {
        return log.topicId();
    }

    /** Any thread. */
    Role role() {
        return role;
    }

    Watchers watchers() {
        return watchers;
    }

    /** Any thread: bytes appended since the partition was opened. */
    long bytesAppended() {
        return bytesAppended.sum();
    }

    void config(LogConfig config, int inSyncMin) {
        log.config(config);
        this.inSyncMin = inSyncMin;
        advance();
    }

    /** Takes a new order of the controller (COMPAT D7.5). Waiting requests are woken and judge anew. */
    void become(Role next) {
        boolean leadsAnew = !(role instanceof Role.Leader) || role.leaderEpoch() != next.leaderEpoch();
        role = next;
        if (next instanceof Role.Leader) {
            leadsFrom = leadsAnew ? log.logEndOffset() : leadsFrom;
            log.beginEpoch(next.leaderEpoch());
        }
        advance();
        watchers.wake();
    }

    AppendResult append(ByteBuffer batches, Acks acks, AppendOrigin origin, int epoch, short version, Instant now) {
        Role current = role;
        ErrorCode refused = current.serves(epoch);
        if (refused != ErrorCode.NONE) {
            return AppendResult.refused(refused, "this broker does not lead " + id);
        }
        if (acks == Acks.ALL && inSync(current) < inSyncNeeded(current)) {
            return AppendResult.refused(
                    ErrorCode.NOT_ENOUGH_REPLICAS,
                    inSync(current) + " replicas in sync (expected: " + inSyncNeeded(current) + ")");
        }
        int size = batches.remaining();
        AppendResult result = log.append(batches, current.leaderEpoch(), origin, version, now);
        if (result.error() == ErrorCode.NONE) {
            bytesAppended.add(size);
            advance();
            watchers.wake();
        }
        return result;
    }

    /** Any thread: whether everything below {@code offset} is committed. */
    boolean committed(long offset) {
        return log.highWatermark() >= offset;
    }

    /** Any thread: whether a read from {@code offset} could bring anything but an empty answer. */
    boolean hasNews(long offset, boolean committedOnly) {
        return offset < readableEnd(committedOnly) || offset > log.logEndOffset() || offset < log.logStartOffset();
    }

    FetchAnswer read(FetchWish wish, int bytesMax, boolean atLeastOneBatch, boolean committedOnly) {
        ErrorCode refused = role.serves(wish.leaderEpoch());
        if (refused != ErrorCode.NONE) {
            return FetchAnswer.failed(refused);
        }
        if (wish.lastFetchedEpoch() >= 0) {
            EpochEnd end = log.endOffsetFor(wish.lastFetchedEpoch());
            if (end.epoch() < 0) {
                return FetchAnswer.failed(ErrorCode.OFFSET_OUT_OF_RANGE);
            }
            if (end.epoch() < wish.lastFetchedEpoch() || end.endOffset() < wish.offset()) {
                return answer(Parcel.empty(), List.of(), Optional.of(end));
            }
        }
        SliceResult result = log.slice(wish.offset(), bytesMax, readableEnd(committedOnly), atLeastOneBatch);
        if (result.error() != ErrorCode.NONE) {
            return FetchAnswer.failed(result.error());
        }
        if (result.slice().isEmpty()) {
            return answer(Parcel.empty(), List.of(), Optional.empty());
        }
        long next = result.slice().get().nextOffset();
        Parcel records = parcel(result.slice().get());
        try {
            List<AbortedTransaction> aborted = committedOnly ? log.aborted(wish.offset(), next) : List.of();
            return answer(records, aborted, Optional.empty());
        } catch (LogFailure failed) {
            records.close();
            throw failed;
        }
    }

    private Parcel parcel(RecordSlice slice) {
        if (slice.size() <= IN_MEMORY_MAX) {
            return Parcel.of(log.load(slice));
        }
        try {
            log.prefetch(slice);
            return Parcel.of(slice);
        } catch (LogFailure failed) {
            slice.close();
            throw failed;
        }
    }

    /** An answer without records for a wish that has nothing to read. Any thread. */
    FetchAnswer nothingNew() {
        return answer(Parcel.empty(), List.of(), Optional.empty());
    }

    EpochAnswer epochEnd(EpochWish wish) {
        ErrorCode refused = role.serves(wish.leaderEpoch());
        return refused == ErrorCode.NONE
                ? new EpochAnswer(ErrorCode.NONE, log.endOffsetFor(wish.epoch()))
                : EpochAnswer.failed(refused);
    }

    TrimAnswer trim(TrimWish wish) {
        ErrorCode refused = role.serves(-1);
        ErrorCode error = refused == ErrorCode.NONE ? log.deleteBefore(wish.before()) : refused;
        if (error != ErrorCode.NONE) {
            return TrimAnswer.failed(error);
        }
        watchers.wake();
        return new TrimAnswer(ErrorCode.NONE, log.logStartOffset());
    }

    OffsetAnswer offset(OffsetWish wish) {
        ErrorCode refused = role.serves(wish.leaderEpoch());
        if (refused != ErrorCode.NONE) {
            return OffsetAnswer.failed(refused);
        }
        if (wish.timestamp() == OffsetWish.LATEST) {
            return markKnown()
                    ? found(-1, readableEnd(wish.committedOnly()), log.latestEpoch())
                    : OffsetAnswer.failed(ErrorCode.OFFSET_NOT_AVAILABLE);
        }
        if (wish.timestamp() == OffsetWish.EARLIEST || wish.timestamp() == OffsetWish.EARLIEST_LOCAL) {
            return found(-1, log.logStartOffset(), log.epochAt(log.logStartOffset()));
        }
        TimestampAndOffset hit = wish.timestamp() == OffsetWish.MAX_TIMESTAMP
                ? log.maxTimestamp()
                : log.offsetFor(wish.timestamp()).orElse(TimestampAndOffset.NONE);
        if (hit.offset() >= 0 && hit.offset() < readableEnd(wish.committedOnly())) {
            return found(hit.timestamp(), hit.offset(), hit.leaderEpoch());
        }
        return markKnown() ? found(-1, -1, -1) : OffsetAnswer.failed(ErrorCode.OFFSET_NOT_AVAILABLE);
    }

    /** A new leader does not know what is committed until the high watermark reaches its own epoch (COMPAT A11.6). */
    private boolean markKnown() {
        return leadsFrom <= log.highWatermark();
    }

    /** Whole batches from {@code offset} up to the log's end, committed or not: what a coordinator loads. */
    ReadResult readUncommitted(long offset, int bytesMax) {
        return log.read(offset, bytesMax, log.logEndOffset(), true);
    }

    long logStartOffset() {
        return log.logStartOffset();
    }

    long logEndOffset() {
        return log.logEndOffset();
    }

    private static OffsetAnswer found(long timestamp, long offset, int epoch) {
        return new OffsetAnswer(ErrorCode.NONE, timestamp, offset, epoch);
    }

    private FetchAnswer answer(Parcel records, List<AbortedTransaction> aborted, Optional<EpochEnd> diverging) {
        return new FetchAnswer(
                ErrorCode.NONE,
                log.highWatermark(),
                log.lastStableOffset(),
                log.logStartOffset(),
                records,
                aborted,
                diverging);
    }

    private long readableEnd(boolean committedOnly) {
        return committedOnly ? log.lastStableOffset() : log.highWatermark();
    }

    /** While this broker alone is in sync, what it has is committed (COMPAT B3.1, B3.2). */
    private void advance() {
        if (role instanceof Role.Leader leader
                && leader.state().isr().equals(List.of(self.value()))
                && inSync(leader) >= inSyncNeeded(leader)) {
            log.highWatermark(log.logEndOffset());
        }
    }

    private static int inSync(Role role) {
        return role.state().isr().size();
    }

    private int inSyncNeeded(Role role) {
        PartitionImage state = role.state();
        return Math.min(inSyncMin, state.replicas().size());
    }
}
