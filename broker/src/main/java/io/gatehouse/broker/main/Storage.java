package io.gatehouse.broker.main;

import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.controller.LostDisks;
import io.gatehouse.broker.log.Cleaner;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.replica.HostedPartitions;
import io.gatehouse.broker.replica.ReplicaSettings;
import io.gatehouse.broker.replica.Replicas;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log directories, loaded, and the replicas on them. One directory may fail and the others serve; without any the
 * process halts (COMPAT B12.4).
 *
 * @param disk runs questions to the file system that a request asks
 */
record Storage(HostedPartitions hosted, Replicas replicas, Executor disk) {
    private static final Logger LOGGER = LoggerFactory.getLogger(Storage.class);
    private static final String IN_SYNC_MIN = "min.insync.replicas";

    static Storage open(BrokerConfig config, Metadata metadata, Foundation base, Closing closing) {
        BrokerId self = metadata.brokerId();
        Map<String, String> defaults = config.logs().topicDefaults();
        LogDirectories found = LogDirectories.load(config.logs(), metadata, base, closing);
        List<LogDirectory> directories = found.usable();
        LostDisks lost = new LostDisks(metadata.zookeeper(), self);
        directories.forEach(directory -> directory.onOffline(failure -> lost(directory, directories, lost)));
        keep(directories, base);
        closing.add("log cleaner", new Cleaner(directories, config.logs().cleaner(), base.random(), base.clock()))
                .start();
        int inSyncMin = Integer.parseInt(defaults.getOrDefault(IN_SYNC_MIN, "1"));
        HostedPartitions hosted = new HostedPartitions(
                new ReplicaSettings(self, defaults, inSyncMin, config.logs().moveBytesPerSecond()),
                directories,
                found.unusable(),
                metadata.topicSettings()::read);
        metadata.topicSettings().onChange(hosted::configure);
        ExecutorService disk = Threads.single("disk");
        closing.add("disk", () -> Threads.stop(disk));
        return new Storage(hosted, new Replicas(hosted, base.timer(), base.clock()), disk);
    }

    /** Thread: whichever met the I/O error. */
    private static void lost(LogDirectory directory, List<LogDirectory> directories, LostDisks controller) {
        if (directories.stream().noneMatch(LogDirectory::online)) {
            LOGGER.atError().log("no log directory is left, the broker halts (expected: one that can be written)");
            Runtime.getRuntime().halt(1);
        }
        controller.tell().whenComplete((told, failure) -> {
            if (failure != null) {
                LOGGER.atError()
                        .addKeyValue("directory", directory.path())
                        .setCause(failure)
                        .log("the controller does not know of the lost directory");
            }
        });
    }

    /** Checkpoints, retention, flushes and the removal of deleted files, whenever they are due. */
    private static void keep(List<LogDirectory> directories, Foundation base) {
        var unused = base.timer()
                .scheduleWithFixedDelay(
                        () -> directories.forEach(directory ->
                                directory.housekeep(base.clock().instant()).whenComplete(Storage::kept)),
                        1,
                        1,
                        TimeUnit.SECONDS);
    }

    private static void kept(Void done, @org.jspecify.annotations.Nullable Throwable failure) {
        if (failure != null) {
            LOGGER.atError().setCause(failure).log("housekeeping failed");
        }
    }
}
