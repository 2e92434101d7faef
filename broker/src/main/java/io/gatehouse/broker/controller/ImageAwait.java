package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Requests that wait until this broker's picture of the cluster shows what they did (COMPAT B6.5). Thread: any. */
final class ImageAwait {
    private record Waiting(Predicate<ClusterImage> wanted, CompletableFuture<Boolean> seen) {}

    private final ImagePublisher images;
    private final ScheduledExecutorService timer;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    ImageAwait(ImagePublisher images, ScheduledExecutorService timer) {
        this.images = images;
        this.timer = timer;
        images.onChange((before, after) -> waiting.forEach(each -> look(each, after)));
    }

    /** True when the picture shows it, false after {@code patience}. */
    CompletionStage<Boolean> until(Predicate<ClusterImage> wanted, Duration patience) {
        Waiting each = new Waiting(wanted, new CompletableFuture<>());
        waiting.add(each);
        look(each, images.image()); // After it was added, so that no change falls between.
        var expiry = timer.schedule(() -> each.seen.complete(false), patience.toMillis(), TimeUnit.MILLISECONDS);
        return each.seen.whenComplete((seen, failure) -> {
            waiting.remove(each);
            expiry.cancel(false);
        });
    }

    private static void look(Waiting each, ClusterImage image) {
        if (each.wanted.test(image)) {
            each.seen.complete(true);
        }
    }
}
