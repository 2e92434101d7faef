package io.gatehouse.broker.cluster;

import io.gatehouse.broker.model.TopicName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Holds the newest picture of the cluster and tells those who wait for a change. Thread: {@link #image} any; {@link #apply}
 * one caller at a time; listeners run on the caller's thread, after the new picture is visible, and must not block.
 */
public final class ImagePublisher {
    private final List<BiConsumer<ClusterImage, ClusterImage>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Set<TopicName>>> forgetters = new CopyOnWriteArrayList<>();

    private volatile ClusterImage image = ClusterImage.EMPTY;

    public ClusterImage image() {
        return image;
    }

    /** Calls {@code listener} with the picture before and the picture after each change. */
    public void onChange(BiConsumer<ClusterImage, ClusterImage> listener) {
        listeners.add(listener);
    }

    /**
     * Calls {@code listener} with the topics that a change has taken away, also those that came anew under the same name; before
     * {@link #onChange}, so that nobody hears that a topic is gone while something of it is left.
     */
    public void onTopicsGone(Consumer<Set<TopicName>> listener) {
        forgetters.add(listener);
    }

    /** Takes the controller's news; news of an older controller are for the caller to refuse. */
    public synchronized void apply(UpdateMetadata update) {
        ClusterImage before = image;
        ClusterImage after = before.with(update);
        image = after;
        Set<TopicName> gone = before.goneIn(after);
        if (!gone.isEmpty()) {
            forgetters.forEach(forgetter -> forgetter.accept(gone));
        }
        for (BiConsumer<ClusterImage, ClusterImage> listener : listeners) {
            listener.accept(before, after);
        }
    }
}
