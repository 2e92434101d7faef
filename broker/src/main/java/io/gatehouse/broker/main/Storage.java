package io.gatehouse.broker.main;

import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.LogSettings;
import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogDirectorySettings;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.replica.HostedPartitions;
import io.gatehouse.broker.replica.ReplicaSettings;
import io.gatehouse.broker.replica.Replicas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log directories, loaded, and the replicas on them. */
record Storage(HostedPartitions hosted, Replicas replicas) {
    private static final Logger LOGGER = LoggerFactory.getLogger(Storage.class);
    private static final String IN_SYNC_MIN = "min.insync.replicas";

    /** Recovering many partitions takes a while; whoever waits hears of it this often. */
    private static final int REPORT_EVERY = 500;

    static Storage open(BrokerConfig config, Metadata metadata, Foundation base, Closing closing) {
        BrokerId self = metadata.brokerId();
        Map<String, String> defaults = config.logs().topicDefaults();
        List<LogDirectory> directories = new ArrayList<>();
        for (Path path : config.logs().directories()) {
            LogDirectory directory = closing.add(
                    "log directory " + path,
                    LogDirectory.open(
                            settings(path, metadata.clusterId(), self, config.logs()), base.random(), base.clock()));
            directory.loadAll(
                    topic -> LogConfig.of(defaults, metadata.topicSettings().known(topic)),
                    (partition, done, total, recovered) -> report(path, done, total));
            directories.add(directory);
        }
        keep(directories, base);
        int inSyncMin = Integer.parseInt(defaults.getOrDefault(IN_SYNC_MIN, "1"));
        HostedPartitions hosted = new HostedPartitions(
                new ReplicaSettings(self, defaults, inSyncMin), directories, metadata.topicSettings()::read);
        metadata.topicSettings().onChange(hosted::configure);
        return new Storage(hosted, new Replicas(hosted, base.timer(), base.clock()));
    }

    private static LogDirectorySettings settings(Path path, String clusterId, BrokerId self, LogSettings logs) {
        return new LogDirectorySettings(
                path,
                clusterId,
                self,
                LogDirectorySettings.of(path, clusterId, self).lanes(),
                logs.highWatermarkEvery(),
                logs.checkpointEvery(),
                logs.retentionEvery(),
                logs.producerExpiry());
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

    private static void report(Path path, int done, int total) {
        if (done % REPORT_EVERY == 0 || done == total) {
            LOGGER.atInfo()
                    .addKeyValue("directory", path)
                    .addKeyValue("done", done)
                    .addKeyValue("total", total)
                    .log("partitions loaded");
        }
    }
}
