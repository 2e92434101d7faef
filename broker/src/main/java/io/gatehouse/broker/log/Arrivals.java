package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs on their way into one data directory, and what earlier runs left of such. Thread: any. */
final class Arrivals {
    private static final Logger LOGGER = LoggerFactory.getLogger(Arrivals.class);

    private final DirectoryHealth health;
    private final Graveyard graveyard;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final LogLane mover;
    private final Map<TopicPartition, LogMove> moves = new ConcurrentHashMap<>();
    private final Map<TopicPartition, PartitionLog> swapping = new ConcurrentHashMap<>();
    private final Map<TopicPartition, List<Path>> leftovers = new ConcurrentHashMap<>();
    private final Set<TopicPartition> marked = ConcurrentHashMap.newKeySet();

    Arrivals(DirectoryHealth health, Graveyard graveyard, RandomGenerator random, InstantSource clock) {
        this.health = health;
        this.graveyard = graveyard;
        this.random = random;
        this.clock = clock;
        mover = new LogLane("log-mover-" + health.directory().getFileName());
    }

    /** One after the other, so that each is done as soon as can be. */
    void begin(LogMove move) {
        moves.put(move.partition(), move);
        try {
            mover.execute(move::run);
        } catch (RejectedExecutionException full) {
            move.cancel();
            throw new LogFailure("too many logs are being moved, or the broker stops", full);
        }
    }

    void end(LogMove move) {
        moves.remove(move.partition(), move);
    }

    Optional<LogMove> of(TopicPartition partition) {
        return Optional.ofNullable(moves.get(partition));
    }

    Collection<LogMove> all() {
        return List.copyOf(moves.values());
    }

    /** A log that is about to get its live name: the checkpoints tell of it already. */
    Map<TopicPartition, PartitionLog> swapping() {
        return swapping;
    }

    /** An unfinished copy was found at the start. */
    void left(TopicPartition partition, Path directory) {
        leftovers.computeIfAbsent(partition, first -> new ArrayList<>()).add(directory);
    }

    /** Removes them; true when there was one of this topic. Thread: the partition's lane. */
    boolean dropLeft(TopicPartition partition, TopicId topicId) {
        List<Path> left = leftovers.remove(partition);
        boolean found = false;
        for (Path copy : left == null ? List.<Path>of() : left) {
            try {
                found |= PartitionMetadata.read(copy).orElse(topicId).equals(topicId);
            } catch (IOException unreadable) {
                LOGGER.atWarn()
                        .addKeyValue("directory", copy)
                        .addKeyValue("found", unreadable.getMessage())
                        .log("unfinished copy without a topic is removed");
            }
            bury(partition, copy);
        }
        return found;
    }

    /** Removes a copy that will not be completed. */
    void bury(TopicPartition partition, Path copy) {
        health.requireOnline();
        Path buried = copy.resolveSibling(DirectoryName.deleted(partition, random));
        try {
            Files.move(copy, buried, StandardCopyOption.ATOMIC_MOVE);
            DurableFile.syncDirectory(health.directory());
        } catch (IOException failed) {
            throw health.failed("removing the copy " + copy, failed);
        }
        graveyard.bury(buried, clock.millis()); // Nobody reads from it.
    }

    /** Partitions with a {@link MoveMark}, as found at the start. */
    Set<TopicPartition> marked() {
        return marked;
    }

    /** The broker stops; what was copied stays for the next start. Thread: any but the mover. */
    void close() throws InterruptedException {
        interrupt();
        mover.close();
    }

    void interrupt() {
        moves.values().forEach(LogMove::interrupt);
    }
}
