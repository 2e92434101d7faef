package io.gatehouse.broker.replica;

import io.gatehouse.broker.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One fetch over several partitions: read, and if that is too little, wait for more and read once again (COMPAT B5.12,
 * B6.2).
 *
 * <p>The wait is "check, register, check again", so an append between the first read and the registration is not missed;
 * {@code woken} lets exactly one of wake-up and timer go on. Thread: reads run on each partition's lane, one partition
 * after the other; nothing here blocks.
 */
final class FetchOperation {
    private final List<FetchWish> wishes;
    private final List<Optional<Partition>> partitions;
    private final FetchLimits limits;
    private final ScheduledExecutorService timer;
    private final CompletableFuture<List<FetchAnswer>> answer = new CompletableFuture<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Runnable onNews = this::onNews;

    private long bytesAppendedBefore;
    private int bytesRead;
    private volatile @Nullable ScheduledFuture<?> expiry;

    FetchOperation(
            List<FetchWish> wishes,
            Function<FetchWish, Optional<Partition>> lookup,
            FetchLimits limits,
            ScheduledExecutorService timer) {
        this.wishes = List.copyOf(wishes);
        this.partitions = wishes.stream().map(lookup).toList();
        this.limits = limits;
        this.timer = timer;
    }

    CompletionStage<List<FetchAnswer>> run() {
        bytesAppendedBefore = bytesAppended();
        Pass first = new Pass();
        first.run().whenComplete((answers, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else if (first.enough()) {
                answer.complete(answers);
            } else {
                answers.forEach(FetchAnswer::close); // The next reading brings these again, and more.
                await(first.bytes());
            }
        });
        return answer;
    }

    private void await(int bytesOfFirstPass) {
        bytesRead = bytesOfFirstPass;
        expiry = timer.schedule(this::goOn, limits.waitMax().toMillis(), TimeUnit.MILLISECONDS);
        partitions.forEach(partition -> partition.ifPresent(p -> p.watchers().add(onNews)));
        onNews(); // What came between the read and the registration woke nobody.
    }

    private void onNews() {
        if (bytesRead + bytesAppended() - bytesAppendedBefore >= limits.bytesMin() || anyLost()) {
            goOn();
        }
    }

    /** Reads once more and answers with whatever is there. */
    private void goOn() {
        if (!woken.compareAndSet(false, true)) {
            return;
        }
        partitions.forEach(partition -> partition.ifPresent(p -> p.watchers().remove(onNews)));
        ScheduledFuture<?> pending = expiry;
        if (pending != null) {
            pending.cancel(false);
        }
        new Pass().run().whenComplete((answers, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(answers);
            }
        });
    }

    private long bytesAppended() {
        long sum = 0;
        for (Optional<Partition> partition : partitions) {
            sum += partition.map(Partition::bytesAppended).orElse(0L);
        }
        return sum;
    }

    private boolean anyLost() {
        return partitions.stream()
                .anyMatch(partition -> partition
                        .map(p -> p.role().serves(-1) != ErrorCode.NONE)
                        .orElse(true));
    }

    /** One reading of all partitions in the order of the request, each with what the ones before left of the bytes. */
    private final class Pass {
        private final List<FetchAnswer> answers = new ArrayList<>(wishes.size());
        private final CompletableFuture<List<FetchAnswer>> done = new CompletableFuture<>();
        private int bytes;
        private boolean failed;

        CompletionStage<List<FetchAnswer>> run() {
            step();
            return done;
        }

        int bytes() {
            return bytes;
        }

        boolean enough() {
            return failed
                    || wishes.isEmpty()
                    || bytes >= limits.bytesMin()
                    || limits.waitMax().isZero();
        }

        private void step() {
            while (answers.size() < wishes.size()) {
                int index = answers.size();
                FetchWish wish = wishes.get(index);
                Optional<Partition> partition = partitions.get(index);
                if (partition.isEmpty()) {
                    take(FetchAnswer.failed(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
                } else if (!wish.means(partition.get().topicId())) {
                    take(FetchAnswer.failed(ErrorCode.INCONSISTENT_TOPIC_ID));
                } else if (quiet(partition.get(), wish)) {
                    take(partition.get().nothingNew());
                } else {
                    readOnLane(partition.get(), wish);
                    return;
                }
            }
            done.complete(answers);
        }

        /** Nothing to read and nothing to refuse: answered without a visit to the lane. */
        private boolean quiet(Partition partition, FetchWish wish) {
            return wish.lastFetchedEpoch() < 0
                    && partition.role().serves(wish.leaderEpoch()) == ErrorCode.NONE
                    && !partition.hasNews(wish.offset(), limits.committedOnly());
        }

        private void readOnLane(Partition partition, FetchWish wish) {
            int room = Math.max(0, Math.min(wish.bytesMax(), limits.bytesMax() - bytes));
            partition
                    .lane()
                    .submit(() -> partition.read(wish, room, bytes == 0, limits.committedOnly()))
                    .whenComplete((result, failure) -> {
                        if (failure != null) {
                            take(FetchAnswer.failed(ErrorCode.KAFKA_STORAGE_ERROR));
                        } else {
                            take(result);
                        }
                        step();
                    });
        }

        private void take(FetchAnswer result) {
            bytes += result.records().size();
            failed |= result.error() != ErrorCode.NONE || result.diverging().isPresent();
            answers.add(result);
        }
    }
}
