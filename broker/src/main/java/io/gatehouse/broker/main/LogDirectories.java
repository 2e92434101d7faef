package io.gatehouse.broker.main;

import io.gatehouse.broker.config.LogSettings;
import io.gatehouse.broker.log.InterruptedMoves;
import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogDirectorySettings;
import io.gatehouse.broker.log.LogFailure;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicName;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured log directories at the start, loaded side by side. One that cannot be used is left out, and the broker
 * starts with the others (COMPAT A2.7).
 */
record LogDirectories(List<LogDirectory> usable, List<Path> unusable) {
    private static final Logger LOGGER = LoggerFactory.getLogger(LogDirectories.class);

    LogDirectories {
        usable = List.copyOf(usable);
        unusable = List.copyOf(unusable);
    }

    static LogDirectories load(LogSettings logs, Metadata metadata, Foundation base, Closing closing) {
        Map<String, String> defaults = logs.topicDefaults();
        Function<TopicName, LogConfig> configs =
                topic -> LogConfig.of(defaults, metadata.topicSettings().known(topic));
        List<Path> unusable = new ArrayList<>();
        List<LogDirectory> opened = new ArrayList<>();
        for (Path path : logs.directories()) {
            try {
                LogDirectorySettings settings = settings(path, metadata.clusterId(), metadata.brokerId(), logs);
                LogDirectory directory = LogDirectory.open(settings, base.random(), base.clock());
                opened.add(closing.add("log directory " + path, directory));
            } catch (LogFailure failure) {
                leaveOut(path, failure, logs, unusable);
            }
        }
        List<CompletableFuture<Optional<LogFailure>>> loading = opened.stream()
                .map(directory -> Threads.beside("log-load", () -> load(directory, configs, base.clock())))
                .toList();
        CompletableFuture.allOf(loading.toArray(CompletableFuture[]::new)).join();
        List<LogDirectory> usable = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            Optional<LogFailure> failure = loading.get(i).join();
            if (failure.isPresent()) {
                leaveOut(opened.get(i).path(), failure.get(), logs, unusable);
            } else {
                usable.add(opened.get(i));
            }
        }
        InterruptedMoves.settle(usable);
        LogDirectory.requireDistinct(usable);
        return new LogDirectories(usable, unusable);
    }

    private static Optional<LogFailure> load(
            LogDirectory directory, Function<TopicName, LogConfig> configs, InstantSource clock) {
        try {
            directory.loadAll(configs, new LoadReport(directory.path(), clock));
            return Optional.empty();
        } catch (LogFailure failure) {
            return Optional.of(failure);
        }
    }

    private static void leaveOut(Path path, LogFailure failure, LogSettings logs, List<Path> unusable) {
        unusable.add(path);
        if (!failure.fromDisk() || unusable.size() == logs.directories().size()) {
            throw failure;
        }
        LOGGER.atError()
                .addKeyValue("directory", path)
                .addKeyValue("reason", failure.getMessage())
                .log("log directory left out, the broker starts with the others");
    }

    private static LogDirectorySettings settings(Path path, String clusterId, BrokerId self, LogSettings logs) {
        return new LogDirectorySettings(
                path,
                clusterId,
                self,
                LogDirectorySettings.of(path, clusterId, self).lanes(),
                logs.loaders(),
                logs.highWatermarkEvery(),
                logs.checkpointEvery(),
                logs.retentionEvery(),
                logs.producerExpiry());
    }
}
