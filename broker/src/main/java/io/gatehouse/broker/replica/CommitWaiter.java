package io.gatehouse.broker.replica;

import io.gatehouse.broker.log.AppendResult;
import io.gatehouse.broker.model.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An append with acks=all that waits until the high watermark is above its last record (COMPAT B5.3 to B5.5). Thread: the
 * partition's lane wakes it, the timer ends it; whichever is first answers.
 */
final class CommitWaiter {
    private final Partition partition;
    private final AppendResult appended;
    private final int leaderEpoch;
    private final CompletableFuture<AppendResult> answer = new CompletableFuture<>();
    private final AtomicBoolean answered = new AtomicBoolean();
    private final Runnable onNews = this::judge;

    private CommitWaiter(Partition partition, AppendResult appended, int leaderEpoch) {
        this.partition = partition;
        this.appended = appended;
        this.leaderEpoch = leaderEpoch;
    }

    /** Thread: the partition's lane, right after the append. */
    static CompletionStage<AppendResult> await(
            Partition partition, AppendResult appended, Duration patience, ScheduledExecutorService timer) {
        if (appended.error() != ErrorCode.NONE || partition.committed(appended.lastOffset() + 1)) {
            return CompletableFuture.completedStage(appended);
        }
        CommitWaiter waiter =
                new CommitWaiter(partition, appended, partition.role().leaderEpoch());
        partition.watchers().add(waiter.onNews);
        ScheduledFuture<?> expiry = timer.schedule(
                () -> waiter.finish(AppendResult.refused(
                        ErrorCode.REQUEST_TIMED_OUT, "not committed within " + patience.toMillis() + " ms")),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        return waiter.answer.whenComplete((result, failure) -> expiry.cancel(false));
    }

    private void judge() {
        ErrorCode serves = partition.role().serves(leaderEpoch);
        if (serves != ErrorCode.NONE) {
            finish(AppendResult.refused(ErrorCode.NOT_LEADER_OR_FOLLOWER, "the leader changed before the commit"));
        } else if (partition.committed(appended.lastOffset() + 1)) {
            finish(appended);
        }
    }

    private void finish(AppendResult result) {
        if (answered.compareAndSet(false, true)) {
            partition.watchers().remove(onNews);
            answer.complete(result);
        }
    }
}
