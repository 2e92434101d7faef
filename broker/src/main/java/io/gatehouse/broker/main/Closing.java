package io.gatehouse.broker.main;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, closed in reverse; one that fails does not keep the others open. Thread: one at a time. */
final class Closing implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Closing.class);

    private final Deque<Named> opened = new ArrayDeque<>();

    private record Named(String name, AutoCloseable resource) {}

    <T extends AutoCloseable> T add(String name, T resource) {
        opened.push(new Named(name, resource));
        return resource;
    }

    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            close(opened.pop());
        }
    }

    private static void close(Named named) {
        try {
            named.resource().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) { // Whatever it was, the rest must still be closed.
            LOGGER.atWarn().addKeyValue("what", named.name()).setCause(e).log("not closed in order");
        }
    }
}
