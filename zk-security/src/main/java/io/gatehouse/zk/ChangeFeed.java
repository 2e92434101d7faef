package io.gatehouse.zk;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News between brokers, as numbered znodes in one folder (COMPAT C6.8): who changed something creates one, everybody
 * watches the folder, takes the new ones in their order, and reads what they name. Those older than 15 minutes are
 * deleted by whoever looks next.
 *
 * <p>{@link #follow} before the first full read, so that nothing falls between; again after each new session, followed
 * by a full read. Thread: any; news come on ZooKeeper's event thread.
 */
public final class ChangeFeed {
    private static final Logger LOGGER = LoggerFactory.getLogger(ChangeFeed.class);
    private static final Duration AGE_MAX = Duration.ofMinutes(15);

    private final ZkSession session;
    private final String folder;
    private final String name;
    private final Consumer<List<byte[]>> onNews;
    private final InstantSource clock;

    /** When each znode that was there at the last look was created. Only the look that is under way touches it. */
    private Map<String, Instant> known = Map.of();

    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * @param name how the znodes' names begin, for example {@code config_change_}
     * @param onNews gets the new values in their order; not those that were there before {@link #follow}
     */
    public ChangeFeed(
            ZkSession session, String folder, String name, Consumer<List<byte[]>> onNews, InstantSource clock) {
        this.session = session;
        this.folder = folder;
        this.name = name;
        this.onNews = onNews;
        this.clock = clock;
    }

    /** Creates the folder if it is missing and watches from now on. */
    public CompletionStage<Void> follow() {
        return session.ensure(folder).thenCompose(done -> look(false));
    }

    /** Tells all brokers, this one too; if the session ends meanwhile, in the next one again. */
    public CompletionStage<Void> announce(byte[] news) {
        return create(news).exceptionallyCompose(failure -> {
            Throwable cause = ZkFailure.unwrap(failure);
            return cause instanceof ZkSessionExpired ? create(news) : CompletableFuture.failedFuture(cause);
        });
    }

    /** What {@link #announce} does, as a part of something greater. */
    ZkOp news(byte[] news) {
        return ZkOp.create(folder + "/" + name, news, ZnodeKind.PERSISTENT_SEQUENTIAL);
    }

    /** Creates the folder if it is missing. */
    CompletionStage<Void> ensure() {
        return session.ensure(folder);
    }

    private CompletionStage<Void> create(byte[] news) {
        return session.create(folder + "/" + name, news, ZnodeKind.PERSISTENT_SEQUENTIAL)
                .thenAccept(path -> {});
    }

    private void changed() {
        // A look that is under way and not answered yet will see this change too: replies come in order.
        if (looking.compareAndSet(false, true)) {
            look(true).whenComplete((done, failure) -> {
                if (failure != null) {
                    reportFailure(ZkFailure.unwrap(failure));
                }
            });
        }
    }

    private CompletionStage<Void> look(boolean tell) {
        return list().whenComplete((names, failure) -> looking.set(false))
                .thenCompose(names -> read(names))
                .thenCompose(found -> {
                    if (tell && !found.isEmpty()) {
                        onNews.accept(found);
                    }
                    return purge();
                });
    }

    /** The names in the order of their numbers. An empty answer may mean that the folder is gone, and then no watch is set. */
    private CompletionStage<List<String>> list() {
        return session.childrenAndWatch(folder, this::changed)
                .thenCompose(names -> names.isEmpty()
                        ? session.ensure(folder).thenCompose(done -> session.childrenAndWatch(folder, this::changed))
                        : CompletableFuture.completedFuture(names))
                .thenApply(names -> names.stream()
                        .filter(child -> child.startsWith(name))
                        .sorted(Comparator.comparing((String child) -> child.length())
                                .thenComparing(child -> child))
                        .toList());
    }

    /** The values of those that were not there before. */
    private CompletionStage<List<byte[]>> read(List<String> names) {
        Map<String, Instant> before;
        synchronized (this) {
            before = known;
        }
        Map<String, CompletionStage<Optional<ZnodeValue>>> fresh = new LinkedHashMap<>();
        names.stream()
                .filter(child -> !before.containsKey(child))
                .forEach(child -> fresh.put(child, session.read(folder + "/" + child)));
        CompletionStage<List<byte[]>> values = CompletableFuture.completedFuture(new ArrayList<>());
        Map<String, Instant> now = new HashMap<>(before);
        now.keySet().retainAll(names);
        for (var entry : fresh.entrySet()) {
            values = values.thenCombine(entry.getValue(), (list, value) -> {
                value.ifPresent(znode -> {
                    now.put(entry.getKey(), znode.created());
                    list.add(znode.data());
                });
                return list;
            });
        }
        return values.thenApply(list -> {
            synchronized (this) {
                known = now;
            }
            return list;
        });
    }

    private CompletionStage<Void> purge() {
        Instant limit = clock.instant().minus(AGE_MAX);
        List<String> old;
        synchronized (this) {
            old = known.entrySet().stream()
                    .filter(entry -> entry.getValue().isBefore(limit))
                    .map(Map.Entry::getKey)
                    .toList();
        }
        return Stages.all(old.stream()
                .map(child -> Stages.unless(
                        session.delete(folder + "/" + child, -1), failure -> failure instanceof ZnodeMissing))
                .toList());
    }

    private void reportFailure(Throwable failure) {
        if (!ZkFailure.ofSession(failure)) {
            LOGGER.atError().setCause(failure).addKeyValue("folder", folder).log("change notifications not read");
        }
    }
}
