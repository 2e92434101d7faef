package io.gatehouse.broker.main;

import io.gatehouse.broker.log.LoadProgress;
import io.gatehouse.broker.model.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operator reads while a log directory is loaded. Thread: as {@link LoadProgress} says. */
final class LoadReport implements LoadProgress {
    /** Recovery takes minutes where there is much to check; whoever waits hears of it this often. */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(LoadReport.class);

    private final Path directory;
    private final InstantSource clock;
    private final Instant began;
    private Instant reported;
    private int checked;

    LoadReport(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
        began = clock.instant();
        reported = began;
    }

    @Override
    public void begins(int total, boolean clean) {
        LOGGER.atInfo()
                .addKeyValue("directory", directory)
                .addKeyValue("total", total)
                .addKeyValue("orderlyStop", clean)
                .log("loading partitions");
    }

    @Override
    public void loaded(TopicPartition partition, int done, int total, boolean recovered) {
        checked += recovered ? 1 : 0;
        Instant now = clock.instant();
        if (done < total && now.isBefore(reported.plus(REPORT_EVERY))) {
            return;
        }
        reported = now;
        LOGGER.atInfo()
                .addKeyValue("directory", directory)
                .addKeyValue("done", done)
                .addKeyValue("total", total)
                .addKeyValue("checked", checked)
                .addKeyValue("millis", Duration.between(began, now).toMillis())
                .log("partitions loaded");
    }
}
