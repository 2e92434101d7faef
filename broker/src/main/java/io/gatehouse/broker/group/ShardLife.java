package io.gatehouse.broker.group;

import io.gatehouse.broker.model.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a partition of the offsets topic is coordinated here: loaded when this broker comes to lead it, dropped when it
 * resigns. Fails closed: a partition that cannot be read answers COORDINATOR_NOT_AVAILABLE, never "no offset" (attack
 * 247). Thread: methods any; all state belongs to the lane.
 */
final class ShardLife {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShardLife.class);

    /** A log that answered with an error, not with a corrupt record, may be well soon. */
    private static final Duration LOAD_RETRY = Duration.ofSeconds(5);

    private static final int NOT_LEADING = -1;

    private final int partition;
    private final GroupSettings settings;
    private final GroupEdges edges;
    private final Executor lane;
    private final Alarm retry;

    private int epoch = NOT_LEADING;
    private @Nullable GroupShard shard;
    private ErrorCode refusal = ErrorCode.NOT_COORDINATOR;

    ShardLife(int partition, GroupSettings settings, GroupEdges edges, Executor lane) {
        this.partition = partition;
        this.settings = settings;
        this.edges = edges;
        this.lane = lane;
        this.retry = new Alarm(edges.timers(), edges.clock(), lane, this::load);
    }

    void lead(int leaderEpoch) {
        lane.execute(() -> {
            if (leaderEpoch > epoch) {
                drop();
                epoch = leaderEpoch;
                load();
            }
        });
    }

    void resign() {
        lane.execute(() -> {
            drop();
            epoch = NOT_LEADING;
        });
    }

    /** Exactly one of the three is called, on the lane; {@code broken} for a bug only. */
    void run(Consumer<GroupShard> command, Consumer<ErrorCode> refused, Consumer<RuntimeException> broken) {
        lane.execute(() -> {
            if (shard == null) {
                refused.accept(refusal);
                return;
            }
            try {
                command.accept(shard);
            } catch (RuntimeException e) {
                LOGGER.atError().setCause(e).addKeyValue("partition", partition).log("group command failed");
                broken.accept(e);
            }
        });
    }

    private void drop() {
        retry.clear();
        refusal = ErrorCode.NOT_COORDINATOR;
        GroupShard dropped = shard;
        shard = null;
        if (dropped != null) {
            dropped.close();
            LOGGER.atInfo().addKeyValue("partition", partition).log("groups dropped");
        }
    }

    private void load() {
        refusal = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
        int loading = epoch;
        ShardLoader loader = new ShardLoader();
        edges.log()
                .load(edges.offsetsTopic(), partition, loading, loader::read)
                .whenComplete((error, failure) -> lane.execute(() -> loaded(loading, loader, error, failure)));
    }

    private void loaded(int loading, ShardLoader loader, @Nullable ErrorCode error, @Nullable Throwable failure) {
        if (loading != epoch) {
            return; // Leadership moved on meanwhile; a later load decides.
        }
        if (failure != null) {
            refusal = ErrorCode.COORDINATOR_NOT_AVAILABLE;
            LOGGER.atError()
                    .setCause(failure)
                    .addKeyValue("partition", partition)
                    .log("groups cannot be read");
        } else if (error != ErrorCode.NONE) {
            refusal = ErrorCode.COORDINATOR_NOT_AVAILABLE;
            retry.set(edges.clock().instant().plus(LOAD_RETRY));
            LOGGER.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("error", error)
                    .log("groups not loaded, will retry");
        } else {
            open(loader);
        }
    }

    private void open(ShardLoader loader) {
        GroupShard loaded = new GroupShard(new ShardTools(partition, epoch, settings, edges, lane), loader.finish());
        loaded.open();
        shard = loaded;
        LOGGER.atInfo()
                .addKeyValue("partition", partition)
                .addKeyValue("epoch", epoch)
                .addKeyValue("groups", loaded.list().size())
                .log("groups loaded");
    }
}
