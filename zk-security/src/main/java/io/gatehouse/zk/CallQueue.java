package io.gatehouse.zk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * Calls on their way to ZooKeeper: a bounded number is sent and not answered, the others wait in order. A call whose
 * connection is lost goes back to the head of the queue, so that the order stays.
 *
 * <p>Thread: any. All fields are guarded by {@code lock}; nothing is sent or completed while it is held.
 */
final class CallQueue {
    private final Object lock = new Object();
    private final int inFlightMax;
    private final Deque<Call<?>> lost = new ArrayDeque<>();
    private final Deque<Call<?>> waiting = new ArrayDeque<>();

    /** The handle to send on; null while no server is connected. */
    private @Nullable ZooKeeper open;

    private int generation;
    private int inFlight;
    private boolean sending;
    private boolean closed;

    CallQueue(int inFlightMax) {
        this.inFlightMax = inFlightMax;
    }

    <T> CompletionStage<T> submit(String path, Request<T> request) {
        Call<T> call = new Call<>(path, request);
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(closedFailure());
            }
            waiting.addLast(call);
        }
        sendWaiting();
        return call.result;
    }

    /** A server is connected: sends what was lost, then what waits. */
    void resume(ZooKeeper handle) {
        synchronized (lock) {
            if (!closed) {
                open = handle;
            }
        }
        sendWaiting();
    }

    void pause() {
        synchronized (lock) {
            open = null;
        }
    }

    /** The session is over: what was asked in it fails, answers that still come are passed over. */
    void expire() {
        abandon(
                path -> new ZkSessionExpired("the ZooKeeper session ended before the answer for " + path + " came"),
                false);
    }

    void close() {
        abandon(path -> closedFailure(), true);
    }

    private void abandon(Function<String, ZkFailure> failure, boolean forGood) {
        List<Call<?>> abandoned = new ArrayList<>();
        synchronized (lock) {
            open = null;
            generation++;
            inFlight = 0;
            closed |= forGood;
            abandoned.addAll(lost);
            abandoned.addAll(waiting);
            lost.clear();
            waiting.clear();
        }
        abandoned.forEach(call -> call.result.completeExceptionally(failure.apply(call.path)));
    }

    /** Sends while there is room. One thread at a time sends, so that the order stays; the others leave it to that one. */
    private void sendWaiting() {
        while (true) {
            ZooKeeper handle;
            Call<?> next;
            synchronized (lock) {
                next = lost.isEmpty() ? waiting.peekFirst() : lost.peekFirst();
                handle = open;
                if (sending || handle == null || next == null || inFlight >= inFlightMax) {
                    return;
                }
                (lost.isEmpty() ? waiting : lost).removeFirst();
                next.generation = generation;
                inFlight++;
                sending = true;
            }
            next.send(handle);
            synchronized (lock) {
                sending = false;
            }
        }
    }

    /** Whether the call will be sent again. */
    private boolean answered(Call<?> call, int rc) {
        synchronized (lock) {
            if (call.generation != generation) {
                return false;
            }
            inFlight--;
            if (rc != Code.CONNECTIONLOSS.intValue()) {
                return false;
            }
            open = null; // The event that tells of the new connection comes after all lost calls.
            lost.addLast(call);
            return true;
        }
    }

    private static ZkUnavailable closedFailure() {
        return new ZkUnavailable("the ZooKeeper session is closed");
    }

    /** Sends one call to ZooKeeper; must not block. */
    @FunctionalInterface
    interface Request<T> {
        void send(ZooKeeper handle, Answer<T> answer);
    }

    /** Where the callback of a call puts what it got. Called once per sending, on the event thread. */
    interface Answer<T> {
        void ok(T value);

        void failed(int rc, String path);

        void failed(int rc);

        default void of(int rc, Supplier<T> value) {
            if (rc == Code.OK.intValue()) {
                ok(value.get());
            } else {
                failed(rc);
            }
        }
    }

    private final class Call<T> implements Answer<T> {
        private final String path;
        private final Request<T> request;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private int generation;

        Call(String path, Request<T> request) {
            this.path = path;
            this.request = request;
        }

        void send(ZooKeeper handle) {
            try {
                request.send(handle, this);
            } catch (IllegalArgumentException e) { // A path that ZooKeeper's client refuses.
                answered(this, Code.BADARGUMENTS.intValue());
                result.completeExceptionally(e);
            }
        }

        @Override
        public void ok(T value) {
            answered(this, Code.OK.intValue());
            result.complete(value);
            sendWaiting();
        }

        @Override
        public void failed(int rc) {
            failed(rc, path);
        }

        @Override
        public void failed(int rc, String at) {
            if (!answered(this, rc)) {
                result.completeExceptionally(AnswerCodes.failure(rc, at));
            }
            sendWaiting();
        }
    }
}
