package io.gatehouse.tls;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What handshakes are made with, one generation after the other. A generation that is replaced is freed at once; whoever
 * meets it in that moment gets the next one, so no connection is refused for a replacement.
 *
 * <p>Thread: any.
 */
final class Replaceable<G> {
    private final Consumer<G> free;
    private volatile G current;
    private volatile int number;
    private volatile boolean closed;

    /** @param free gives back what a generation holds; connections that are open keep their share of it */
    Replaceable(G first, Consumer<G> free) {
        this.current = first;
        this.free = free;
    }

    G current() {
        return current;
    }

    /** How often it was replaced. */
    int number() {
        return number;
    }

    /** What {@code work} makes with a generation that is not freed; {@code work} has nothing to give when it was. */
    <T> T with(Function<G, Optional<T>> work) {
        while (!closed) {
            Optional<T> made = work.apply(current);
            if (made.isPresent()) {
                return made.get();
            }
        }
        throw new IllegalStateException("the TLS context is closed");
    }

    /** Prepared to take the place of the current one. */
    LiveMaterial.Change change(G next) {
        return new LiveMaterial.Change() {
            @Override
            public void use() {
                replace(next);
            }

            @Override
            public void drop() {
                free.accept(next);
            }
        };
    }

    private synchronized void replace(G next) {
        if (closed) {
            free.accept(next);
            return;
        }
        G before = current;
        current = next;
        number = number + 1;
        free.accept(before);
    }

    synchronized void close() {
        closed = true;
        free.accept(current);
    }
}
