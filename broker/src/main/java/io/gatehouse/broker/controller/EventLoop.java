package io.gatehouse.broker.controller;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * One event at a time: the next begins when the stage of the last is complete, so that an event may wait for ZooKeeper
 * without a thread waiting (COMPAT D1.1). Thread: {@link #submit} and {@link #preempt} any; events run on the given
 * executor, which has one thread.
 */
final class EventLoop {
    /** The event was dropped because the session ended or the broker stops (COMPAT D1.6). */
    static final class Preempted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Preempted() {
            super("dropped by a more urgent event", null, false, false);
        }
    }

    private final Executor thread;
    private final Deque<Event<?>> waiting = new ArrayDeque<>();
    private boolean busy;

    EventLoop(Executor thread) {
        this.thread = thread;
    }

    Executor thread() {
        return thread;
    }

    /** Runs {@code work} after all that was submitted before. */
    <T> CompletionStage<T> submit(Supplier<CompletionStage<T>> work) {
        Event<T> event = new Event<>(work);
        thread.execute(() -> {
            waiting.addLast(event);
            next();
        });
        return event.result;
    }

    /** Drops what waits, and runs {@code work} as soon as the event in progress is over. */
    <T> CompletionStage<T> preempt(Supplier<CompletionStage<T>> work) {
        Event<T> event = new Event<>(work);
        thread.execute(() -> {
            Deque<Event<?>> dropped = new ArrayDeque<>(waiting);
            waiting.clear();
            waiting.addLast(event);
            dropped.forEach(Event::drop);
            next();
        });
        return event.result;
    }

    private void next() {
        Event<?> event = busy ? null : waiting.pollFirst();
        if (event != null) {
            busy = true;
            event.run(() -> thread.execute(() -> {
                busy = false;
                next();
            }));
        }
    }

    private static final class Event<T> {
        private final Supplier<CompletionStage<T>> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Event(Supplier<CompletionStage<T>> work) {
            this.work = work;
        }

        void run(Runnable done) {
            Stages.begin(work).whenComplete((value, failure) -> {
                done.run();
                if (failure != null) {
                    result.completeExceptionally(failure);
                } else {
                    result.complete(value);
                }
            });
        }

        void drop() {
            result.completeExceptionally(new Preempted());
        }
    }
}
