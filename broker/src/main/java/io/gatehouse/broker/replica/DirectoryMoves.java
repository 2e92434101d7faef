package io.gatehouse.broker.replica;

import io.gatehouse.broker.log.IoBudget;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogFailure;
import io.gatehouse.broker.log.LogMove;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicPartition;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which log directory each partition is, goes, or is wished to be (COMPAT B12.7, B12.8). Thread: any, unless a method says
 * the lane. A partition's log is in one directory; on its lane that does not change under one's hands.
 */
final class DirectoryMoves {
    /** Wishes are kept for partitions that may never come; the oldest is forgotten first. */
    static final int WISHES_MAX = 10_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryMoves.class);

    private final List<LogDirectory> directories;
    private final List<Path> unusable;
    private final IoBudget budget;
    /** Guarded by itself. */
    private final Map<TopicPartition, LogDirectory> wishes = new LinkedHashMap<>();

    DirectoryMoves(List<LogDirectory> directories, List<Path> unusable, IoBudget budget) {
        this.directories = directories;
        this.unusable = unusable;
        this.budget = budget;
    }

    Optional<LogDirectory> holder(TopicPartition id) {
        return directories.stream()
                .filter(directory -> directory.log(id).isPresent())
                .findFirst();
    }

    /**
     * Where the partition is, or where a new one goes: to the directory that was wished for, else to the one with the fewest
     * logs (COMPAT B12.8). Empty when its directory is offline, or when it is not new and may be in one that is (COMPAT B12.5,
     * B12.6).
     */
    Optional<LogDirectory> placeFor(TopicPartition id, boolean isNew) {
        Optional<LogDirectory> holder = holder(id);
        if (holder.isPresent()) {
            return holder.filter(LogDirectory::online);
        }
        if (!isNew && !complete()) {
            return Optional.empty();
        }
        LogDirectory wished;
        synchronized (wishes) {
            wished = wishes.get(id);
        }
        return wished != null && wished.online()
                ? Optional.of(wished)
                : directories.stream()
                        .filter(LogDirectory::online)
                        .min(Comparator.comparingInt(DirectoryMoves::population));
    }

    private boolean complete() {
        return unusable.isEmpty() && directories.stream().allMatch(LogDirectory::online);
    }

    private static int population(LogDirectory directory) {
        return directory.logs().size() + directory.arriving().size();
    }

    /** As {@link HostedPartitions#move}. */
    CompletionStage<ErrorCode> begin(TopicPartition id, String path, Optional<Partition> partition) {
        if (!LogDirectory.canMove(id)) {
            return CompletableFuture.completedStage(ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        // Compared as text, so that nothing that a client sends ever becomes a path (attack 301).
        Optional<LogDirectory> target = directories.stream()
                .filter(directory -> directory.path().toString().equals(path))
                .findFirst();
        if (target.isEmpty()) {
            boolean configured =
                    unusable.stream().anyMatch(lost -> lost.toString().equals(path));
            return CompletableFuture.completedStage(
                    configured ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.LOG_DIR_NOT_FOUND);
        }
        if (!target.get().online() || !holder(id).map(LogDirectory::online).orElse(true)) {
            return CompletableFuture.completedStage(ErrorCode.KAFKA_STORAGE_ERROR);
        }
        if (partition.isEmpty()) {
            wish(id, target.get());
            return CompletableFuture.completedStage(ErrorCode.REPLICA_NOT_AVAILABLE);
        }
        return partition
                .get()
                .lane()
                .submit(() -> begin(partition.get(), target.get()))
                .exceptionally(failure -> {
                    LOGGER.atError()
                            .addKeyValue("partition", id)
                            .addKeyValue("to", path)
                            .setCause(failure)
                            .log("log is not moved");
                    return ErrorCode.KAFKA_STORAGE_ERROR;
                });
    }

    private void wish(TopicPartition id, LogDirectory target) {
        synchronized (wishes) {
            wishes.remove(id);
            wishes.put(id, target);
            if (wishes.size() > WISHES_MAX) {
                wishes.remove(wishes.keySet().iterator().next());
            }
        }
    }

    /** Thread: the lane. */
    private ErrorCode begin(Partition partition, LogDirectory target) {
        Optional<LogDirectory> source = holder(partition.id());
        if (source.isEmpty()) {
            return ErrorCode.REPLICA_NOT_AVAILABLE; // Deleted meanwhile.
        }
        for (LogDirectory directory : directories) {
            if (!directory.equals(target)) {
                directory.arriving(partition.id()).ifPresent(LogMove::cancel);
            }
        }
        if (source.get().equals(target) || target.arriving(partition.id()).isPresent()) {
            return ErrorCode.NONE;
        }
        if (!complete()) {
            return ErrorCode.KAFKA_STORAGE_ERROR; // An unfinished copy may be where we cannot look.
        }
        source.get().moveTo(target, partition.id(), budget, partition::moved);
        return ErrorCode.NONE;
    }

    /**
     * The partition is here and has a role: its wish is fulfilled, and a move that the last stop interrupted begins anew. What
     * was copied is not gone on with, because after a crash it may hold what the log has lost. Thread: the lane.
     */
    void settled(Partition partition) {
        TopicPartition id = partition.id();
        synchronized (wishes) {
            wishes.remove(id);
        }
        for (LogDirectory directory : directories) {
            try {
                boolean found = directory.online() && directory.dropLeftover(id, partition.topicId());
                ErrorCode begun = found ? begin(partition, directory) : ErrorCode.NONE;
                if (begun != ErrorCode.NONE) {
                    notBegun(id, directory, begun.toString());
                }
            } catch (LogFailure failed) {
                notBegun(id, directory, failed.getMessage());
            }
        }
    }

    private static void notBegun(TopicPartition id, LogDirectory target, @Nullable String reason) {
        LOGGER.atWarn()
                .addKeyValue("partition", id)
                .addKeyValue("to", target.path())
                .addKeyValue("reason", reason)
                .log("interrupted move is not begun again");
    }

    /** The partition is deleted: nothing of it may stay on its way. Thread: the lane. */
    void drop(TopicPartition id) {
        for (LogDirectory directory : directories) {
            directory.arriving(id).ifPresent(LogMove::cancel);
            if (directory.online()) {
                directory.dropLeftover(id, TopicId.ZERO);
            }
        }
    }
}
