package io.gatehouse.broker.replica;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who wants to hear that a partition moved on. Thread: any; the watched partition's lane calls {@link #wake}. */
final class Watchers {
    private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();

    void add(Runnable watcher) {
        watchers.add(watcher);
    }

    void remove(Runnable watcher) {
        watchers.remove(watcher);
    }

    void wake() {
        watchers.forEach(Runnable::run);
    }

    int size() {
        return watchers.size();
    }
}
