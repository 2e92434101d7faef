package io.gatehouse.broker.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * Holds the newest picture of the cluster and tells those who wait for a change. Thread: {@link #image} any; {@link #apply}
 * one caller at a time; listeners run on the caller's thread, after the new picture is visible, and must not block.
 */
public final class ImagePublisher {
    private final List<BiConsumer<ClusterImage, ClusterImage>> listeners = new CopyOnWriteArrayList<>();

    private volatile ClusterImage image = ClusterImage.EMPTY;

    public ClusterImage image() {
        return image;
    }

    /** Calls {@code listener} with the picture before and the picture after each change. */
    public void onChange(BiConsumer<ClusterImage, ClusterImage> listener) {
        listeners.add(listener);
    }

    /** Takes the controller's news; news of an older controller are for the caller to refuse. */
    public synchronized void apply(UpdateMetadata update) {
        ClusterImage before = image;
        ClusterImage after = before.with(update);
        image = after;
        for (BiConsumer<ClusterImage, ClusterImage> listener : listeners) {
            listener.accept(before, after);
        }
    }
}
