package io.gatehouse.broker.controller;

import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads and watches for the controller loop: results arrive on it, and a watched path has one watch however often it is
 * read (COMPAT C1.6). Watches end with the session, so each term of office has its own. Thread: the controller loop.
 */
final class Znodes {
    private final ZkSession zookeeper;
    private final EventLoop loop;
    private final Set<String> watched = new HashSet<>();

    Znodes(ZkSession zookeeper, EventLoop loop) {
        this.zookeeper = zookeeper;
        this.loop = loop;
    }

    CompletionStage<Optional<ZnodeValue>> read(String path) {
        return onLoop(zookeeper.read(path));
    }

    CompletionStage<List<String>> children(String path) {
        return onLoop(zookeeper.children(path));
    }

    /** @param changed runs on the loop's thread, outside of any event */
    CompletionStage<Optional<ZnodeValue>> readAndWatch(String path, Runnable changed) {
        String key = "data " + path;
        return watched.add(key) ? set(key, zookeeper.readAndWatch(path, () -> fired(key, changed))) : read(path);
    }

    /** @param changed runs on the loop's thread, outside of any event */
    CompletionStage<List<String>> childrenAndWatch(String path, Runnable changed) {
        String key = "children " + path;
        return watched.add(key)
                ? set(key, zookeeper.childrenAndWatch(path, () -> fired(key, changed)))
                : children(path);
    }

    /** Where reading failed there is no watch, and the next reader sets one. */
    private <T> CompletionStage<T> set(String key, CompletionStage<T> stage) {
        return stage.whenCompleteAsync(
                (value, failure) -> {
                    if (failure != null) {
                        watched.remove(key);
                    }
                },
                loop.thread());
    }

    private void fired(String key, Runnable changed) {
        loop.thread().execute(() -> {
            watched.remove(key);
            changed.run();
        });
    }

    <T> CompletionStage<T> onLoop(CompletionStage<T> stage) {
        return stage.thenApplyAsync(Function.identity(), loop.thread());
    }
}
