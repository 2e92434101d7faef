package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.listOf;
import static io.gatehouse.broker.config.ValueType.longFrom;

import java.util.List;

/** KRaft, which this broker does not have: its metadata is in ZooKeeper (CONFORMANCE CFG-298..CFG-321). */
final class KraftKeys {

    static final List<ConfigKey<?>> ALL = List.of(
            later("process.roles", listOf("broker", "controller"), "", RESTART, "Must stay empty here."),
            later(
                    "node.id",
                    intFrom(Integer.MIN_VALUE),
                    "-1",
                    RESTART,
                    "May be accepted as a synonym of broker.id (it is one in 3.x)."),
            later("controller.listener.names", TEXT, RESTART, "Must be empty in ZooKeeper mode."),
            later("controller.quorum.voters", LIST, "", RESTART, "KRaft mode only."),
            later("controller.quorum.bootstrap.servers", LIST, "", RESTART, "KRaft mode only."),
            later(
                    "controller.quorum.election.timeout.ms",
                    intFrom(Integer.MIN_VALUE),
                    "1000",
                    RESTART,
                    "KRaft mode only."),
            later(
                    "controller.quorum.election.backoff.max.ms",
                    intFrom(Integer.MIN_VALUE),
                    "1000",
                    RESTART,
                    "KRaft mode only."),
            later(
                    "controller.quorum.fetch.timeout.ms",
                    intFrom(Integer.MIN_VALUE),
                    "2000",
                    RESTART,
                    "KRaft mode only."),
            later(
                    "controller.quorum.request.timeout.ms",
                    intFrom(Integer.MIN_VALUE),
                    "2000",
                    RESTART,
                    "KRaft mode only."),
            later("controller.quorum.retry.backoff.ms", intFrom(Integer.MIN_VALUE), "20", RESTART, "KRaft mode only."),
            later("controller.quorum.append.linger.ms", intFrom(Integer.MIN_VALUE), "25", RESTART, "KRaft mode only."),
            later("broker.heartbeat.interval.ms", intFrom(Integer.MIN_VALUE), "2000", RESTART, "KRaft mode only."),
            later("broker.session.timeout.ms", intFrom(Integer.MIN_VALUE), "9000", RESTART, "KRaft mode only."),
            later(
                    "initial.broker.registration.timeout.ms",
                    intFrom(Integer.MIN_VALUE),
                    "60000",
                    RESTART,
                    "KRaft mode only."),
            later("early.start.listeners", TEXT, RESTART, "KRaft mode only."),
            later("eligible.leader.replicas.enable", BOOLEAN, "false", RESTART, "KRaft mode only."),
            later("metadata.log.dir", TEXT, RESTART, "KRaft mode only."),
            later("metadata.log.segment.bytes", intFrom(12), "1073741824", RESTART, "KRaft mode only."),
            later("metadata.log.segment.ms", longFrom(Long.MIN_VALUE), "604800000", RESTART, "KRaft mode only."),
            later(
                    "metadata.log.max.record.bytes.between.snapshots",
                    longFrom(1),
                    "20971520",
                    RESTART,
                    "KRaft mode only."),
            later("metadata.log.max.snapshot.interval.ms", longFrom(0), "3600000", RESTART, "KRaft mode only."),
            later("metadata.max.retention.bytes", longFrom(Long.MIN_VALUE), "104857600", RESTART, "KRaft mode only."),
            later("metadata.max.retention.ms", longFrom(Long.MIN_VALUE), "604800000", RESTART, "KRaft mode only."),
            later("metadata.max.idle.interval.ms", intFrom(0), "500", RESTART, "KRaft mode only."));

    /** Those that ask for KRaft and not only tune it; the others have no effect (CONFORMANCE CFG-298..321). */
    static boolean refused(ConfigKey<?> key) {
        return key.name().equals("process.roles")
                || key.name().equals("node.id")
                || key.name().startsWith("controller.quorum.")
                || key.name().equals("controller.listener.names");
    }

    private KraftKeys() {}
}
