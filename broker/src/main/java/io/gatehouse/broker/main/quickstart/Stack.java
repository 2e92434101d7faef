package io.gatehouse.broker.main.quickstart;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What runs, stopped in reverse. Main fills it and the shutdown hook may empty it at any moment, so that Ctrl-C in the
 * middle of the start also ends in order.
 */
final class Stack implements AutoCloseable {
    private final Progress progress;
    private final Deque<Named> running = new ArrayDeque<>();
    private boolean closed;

    Stack(Progress progress) {
        this.progress = progress;
    }

    private record Named(String name, AutoCloseable resource) {}

    /** Starts are serialised with {@link #close}, which therefore never misses one. */
    synchronized <T extends AutoCloseable> T start(String name, java.util.function.Supplier<T> starter) {
        if (closed) {
            throw new QuickstartFailure("stopped before " + name + " was started.");
        }
        T resource = starter.get();
        running.push(new Named(name, resource));
        return resource;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!running.isEmpty()) {
            Named next = running.pop();
            progress.step("stop", () -> stop(next));
        }
    }

    private static String stop(Named named) {
        try {
            named.resource().close();
            return named.name();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return named.name() + ": interrupted";
        } catch (Exception e) { // Whatever it was, the rest must still be stopped.
            return named.name() + ": " + Explanation.of(e);
        }
    }
}
