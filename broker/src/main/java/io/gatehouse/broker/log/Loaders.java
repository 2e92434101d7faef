package io.gatehouse.broker.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/** The threads that load a data directory at the start, each with memory of its own; they come and go with {@link #run}. */
final class Loaders {
    private Loaders() {}

    /** Does the work for each item, until all is done or the directory is offline. Blocks. */
    static <T> void run(int threads, DirectoryHealth health, List<T> items, BiConsumer<T, LogLane> work) {
        Queue<T> waiting = new ConcurrentLinkedQueue<>(items);
        List<LogLane> loaders = new ArrayList<>();
        List<CompletableFuture<?>> loading = new ArrayList<>();
        for (int i = 0; i < Math.min(threads, items.size()); i++) {
            LogLane loader =
                    new LogLane("log-loader-" + i + "-" + health.directory().getFileName());
            loaders.add(loader);
            loading.add(loader.submit(() -> {
                        T next = waiting.poll();
                        while (next != null && health.online()) {
                            work.accept(next, loader);
                            next = waiting.poll();
                        }
                        return true;
                    })
                    .toCompletableFuture());
        }
        try {
            CompletableFuture.allOf(loading.toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            loaders.forEach(LogLane::end);
        }
    }
}
