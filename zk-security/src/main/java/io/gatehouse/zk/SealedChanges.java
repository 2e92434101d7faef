package io.gatehouse.zk;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Changes of sealed znodes by compare-and-set (COMPAT C7.6): read, change, write if nobody else has, else again. A znode
 * that stands for nothing any more is deleted, unless it has children.
 *
 * <p>ZooKeeper compares versions only: a znode that was deleted and created again between our read and our write passes
 * for the one that was read, as it does with Kafka. See {@link SealedZnodes#write}.
 *
 * <p>Thread: any.
 */
final class SealedChanges<K, V> {
    private static final int RETRIES_MAX = 10;
    private static final int WAIT_MILLIS = 100;
    private static final int JITTER_MILLIS = 50;

    private final SealedZnodes znodes;
    private final SealedFormat<K, V> format;

    SealedChanges(SealedZnodes znodes, SealedFormat<K, V> format) {
        this.znodes = znodes;
        this.format = format;
    }

    /**
     * @param change may be asked several times, each time with what is there now
     * @return whether others must hear of it: something was written, or may have been by an attempt whose answer was lost
     */
    CompletionStage<Boolean> change(K key, UnaryOperator<V> change) {
        return attempt(key, change, 0);
    }

    /**
     * Writes, then shows it to this process, then to the others; also shows what stood in the way of writing.
     *
     * @param refresh reads what is there now
     * @param announce tells the others, where they must hear of it
     */
    CompletionStage<Void> change(
            K key,
            UnaryOperator<V> change,
            Supplier<CompletionStage<Void>> refresh,
            Supplier<CompletionStage<Void>> announce) {
        return change(key, change)
                .<CompletionStage<Void>>handle((changed, failure) -> {
                    CompletionStage<Void> seen = refresh.get();
                    if (failure != null) {
                        return seen.thenCompose(done -> CompletableFuture.failedFuture(ZkFailure.unwrap(failure)));
                    }
                    return changed ? seen.thenCompose(done -> announce.get()) : seen;
                })
                .thenCompose(Function.identity());
    }

    private CompletionStage<Boolean> attempt(K key, UnaryOperator<V> change, int retries) {
        return once(key, change).thenApply(changed -> changed || retries > 0).exceptionallyCompose(failure -> {
            Throwable cause = ZkFailure.unwrap(failure);
            return retries < RETRIES_MAX && worthRepeating(cause)
                    ? prepared(key, cause).thenComposeAsync(done -> attempt(key, change, retries + 1), afterPause())
                    : CompletableFuture.failedFuture(cause);
        });
    }

    private CompletionStage<Boolean> once(K key, UnaryOperator<V> change) {
        return znodes.read(format.path(key)).thenCompose(found -> {
            V before = found.map(value -> format.decode(key, value.data())).orElseGet(format::nothing);
            return store(key, found, before, change.apply(before));
        });
    }

    private CompletionStage<Boolean> store(K key, Optional<SealedValue> found, V before, V after) {
        String path = format.path(key);
        boolean nothingLeft = after.equals(format.nothing());
        if (found.isPresent() && nothingLeft && found.get().children() == 0) {
            return done(znodes.session().delete(path, found.get().version()));
        }
        if (after.equals(before)) {
            return CompletableFuture.completedFuture(false);
        }
        return done(
                found.isPresent()
                        ? znodes.write(path, format.encode(after), found.get())
                        : znodes.create(path, format.encode(after)));
    }

    /** A znode that is missing was deleted meanwhile, or it is its parent that is missing, which may go again. */
    private CompletionStage<Void> prepared(K key, Throwable cause) {
        return cause instanceof ZnodeMissing
                ? Stages.unless(format.makeParents(key), failure -> failure instanceof ZnodeMissing)
                : Stages.nothing();
    }

    /** Somebody else was faster, or the session ended before the answer came. */
    private static boolean worthRepeating(Throwable cause) {
        return cause instanceof ZnodeVersionConflict
                || cause instanceof ZnodeExists
                || cause instanceof ZnodeMissing
                || cause instanceof ZnodeNotEmpty
                || cause instanceof ZkSessionExpired;
    }

    private static Executor afterPause() {
        int millis = WAIT_MILLIS + ThreadLocalRandom.current().nextInt(JITTER_MILLIS + 1);
        return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run);
    }

    private static CompletionStage<Boolean> done(CompletionStage<Void> stage) {
        return stage.thenApply(done -> true);
    }
}
