package io.gatehouse.broker.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.traffic.Observation;
import io.gatehouse.acl.traffic.Remembered;
import io.gatehouse.acl.traffic.Traffic;
import io.gatehouse.auth.secret.OwnersFile;
import io.gatehouse.broker.api.admin.ObservationJson;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What access rules were asked, over restarts: a file in the first log directory that only its owner may touch, written every
 * five minutes and at a stop in order. Nothing is decided by it: one that is damaged, or that others may touch, is left alone
 * with a warning, and watching begins anew. Thread: one at a time.
 */
final class ObservedFile implements AutoCloseable {
    /** Seldom jobs run once a quarter; names that are used no longer make room. */
    static final Duration KEPT = Duration.ofDays(100);

    private static final Logger LOGGER = LoggerFactory.getLogger(ObservedFile.class);
    private static final String NAME = "access-observed.json";
    private static final int VERSION = 1;
    private static final long BYTES_MAX = 256 << 20;
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private final Path file;
    private final Traffic traffic;

    /** When something was asked that is in the file. */
    private Instant written = Instant.MIN;

    /** One warning for each row of failures. */
    private boolean failing;

    private ObservedFile(Path file, Traffic traffic) {
        this.file = file;
        this.traffic = traffic;
    }

    /** @param folder the first log directory, which need not be there yet */
    static Path in(Path folder) {
        return folder.resolve(NAME);
    }

    /** What the file says of the time before; nothing, from now on, if it is none. */
    static Remembered read(Path file, Instant now) {
        try {
            JsonNode content = new ObjectMapper().readTree(OwnersFile.read(file, BYTES_MAX));
            return parse(content).lately(now, KEPT);
        } catch (NoSuchFileException e) {
            return new Remembered(now, 0, List.of());
        } catch (IOException | DateTimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("what access rules were asked before is not known: watching begins anew");
            return new Remembered(now, 0, List.of());
        }
    }

    private static Remembered parse(JsonNode from) throws IOException {
        if (from.path("version").asInt() != VERSION) {
            throw new IOException("is of another version (expected: " + VERSION + ")");
        }
        List<Observation> observations = new ArrayList<>();
        for (JsonNode each : from.path("observations")) {
            observations.add(ObservationJson.read(each).orElseThrow(() -> new IOException("is damaged")));
        }
        return new Remembered(
                Instant.parse(from.path("since").asText()), from.path("missed").asLong(), observations);
    }

    /** Keeps what is asked from now on; the last time when it is closed. */
    static ObservedFile keep(Path file, Traffic traffic, ScheduledExecutorService thread) {
        ObservedFile kept = new ObservedFile(file, traffic);
        var unused = thread.scheduleWithFixedDelay(
                kept::write, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return kept;
    }

    private synchronized void write() {
        Remembered remembered = traffic.remembered();
        Instant latest = remembered.observations().stream()
                .map(Observation::last)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        if (!latest.isAfter(written)) {
            return;
        }
        try {
            OwnersFile.replace(file, bytes(remembered));
            written = latest;
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOGGER.atWarn()
                        .addKeyValue("file", file)
                        .setCause(e)
                        .log("what access rules were asked could not be kept");
            }
            failing = true;
        }
    }

    private static byte[] bytes(Remembered remembered) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode content = mapper.createObjectNode()
                .put("version", VERSION)
                .put("since", remembered.since().toString())
                .put("missed", remembered.missed());
        ArrayNode list = content.putArray("observations");
        remembered.observations().forEach(seen -> ObservationJson.write(list.addObject(), seen));
        return mapper.writeValueAsBytes(content);
    }

    @Override
    public void close() {
        write();
    }
}
