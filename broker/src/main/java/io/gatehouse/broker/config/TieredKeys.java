package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.CLUSTER_WIDE;
import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.intWhere;
import static io.gatehouse.broker.config.ValueType.longFrom;

import java.util.List;

/** Tiered storage, which this broker does not have (CONFORMANCE CFG-275..CFG-297). */
final class TieredKeys {

    static final List<ConfigKey<?>> ALL = List.of(
            later("remote.log.storage.system.enable", BOOLEAN, "false", RESTART, "Master switch."),
            later("remote.log.storage.manager.class.name", TEXT, RESTART, "Plug-in."),
            later("remote.log.storage.manager.class.path", TEXT, RESTART, "Plug-in path."),
            later("remote.log.storage.manager.impl.prefix", TEXT, "rsm.config.", RESTART, "Prefix of its keys."),
            later(
                    "remote.log.metadata.manager.class.name",
                    TEXT,
                    "org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager",
                    RESTART,
                    "Plug-in."),
            later("remote.log.metadata.manager.class.path", TEXT, RESTART, "Plug-in path."),
            later("remote.log.metadata.manager.impl.prefix", TEXT, "rlmm.config.", RESTART, "Prefix of its keys."),
            later("remote.log.metadata.manager.listener.name", TEXT, RESTART, "Listener it uses."),
            later("remote.log.metadata.custom.metadata.max.bytes", intFrom(0), "128", RESTART, "Limit."),
            later("remote.log.index.file.cache.total.size.bytes", longFrom(1), "1073741824", CLUSTER_WIDE, "Cache."),
            later("remote.log.manager.thread.pool.size", intFrom(1), "10", RESTART, "Threads."),
            later(
                    "remote.log.manager.copier.thread.pool.size",
                    intWhere(v -> v == -1 || v >= 1, "-1, or 1 or more"),
                    "-1",
                    RESTART,
                    "Threads."),
            later(
                    "remote.log.manager.expiration.thread.pool.size",
                    intWhere(v -> v == -1 || v >= 1, "-1, or 1 or more"),
                    "-1",
                    RESTART,
                    "Threads."),
            later("remote.log.manager.task.interval.ms", longFrom(1), "30000", RESTART, "Period."),
            later(
                    "remote.log.manager.copy.max.bytes.per.second",
                    longFrom(1),
                    "9223372036854775807",
                    CLUSTER_WIDE,
                    "Copy quota."),
            later("remote.log.manager.copy.quota.window.num", intFrom(1), "11", RESTART, "Samples."),
            later("remote.log.manager.copy.quota.window.size.seconds", intFrom(1), "1", RESTART, "Sample length."),
            later(
                    "remote.log.manager.fetch.max.bytes.per.second",
                    longFrom(1),
                    "9223372036854775807",
                    CLUSTER_WIDE,
                    "Fetch quota."),
            later("remote.log.manager.fetch.quota.window.num", intFrom(1), "11", RESTART, "Samples."),
            later("remote.log.manager.fetch.quota.window.size.seconds", intFrom(1), "1", RESTART, "Sample length."),
            later("remote.log.reader.threads", intFrom(1), "10", RESTART, "Threads."),
            later("remote.log.reader.max.pending.tasks", intFrom(1), "100", RESTART, "Queue."),
            later("remote.fetch.max.wait.ms", intFrom(1), "500", CLUSTER_WIDE, "Wait."));

    private TieredKeys() {}
}
