package io.gatehouse.broker.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renamed files and directories that wait for their removal (COMPAT A9.9). Thread: any. */
final class Graveyard {
    private static final Logger LOGGER = LoggerFactory.getLogger(Graveyard.class);

    private record Grave(Path path, long dueMillis) {}

    private final ConcurrentLinkedQueue<Grave> graves = new ConcurrentLinkedQueue<>();

    void bury(Path path, long dueMillis) {
        graves.add(new Grave(path, dueMillis));
    }

    /** Removes what is due. What cannot be removed is told and left; the next start tries again. */
    void sweep(long nowMillis) {
        List<Grave> due =
                graves.stream().filter(grave -> grave.dueMillis <= nowMillis).toList();
        for (Grave grave : due) {
            graves.remove(grave);
            remove(grave.path);
        }
    }

    private static void remove(Path path) {
        try (Stream<Path> tree = Files.walk(path)) { // Does not follow links.
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException failed) {
            if (Files.exists(path)) {
                LOGGER.atWarn().addKeyValue("path", path).setCause(failed).log("deleted log file stays");
            }
        }
    }
}
