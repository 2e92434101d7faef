package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.CLASS;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.longFrom;

import java.util.List;

/** Quota windows (CONFORMANCE CFG-110..CFG-120). */
final class QuotaKeys {
    static final ConfigKey<Integer> QUOTA_WINDOW_NUM =
            key("quota.window.num", intFrom(1), "11", RESTART, "Samples of client quotas.");

    static final ConfigKey<Integer> QUOTA_WINDOW_SIZE_SECONDS =
            key("quota.window.size.seconds", intFrom(1), "1", RESTART, "Sample length.");

    static final List<ConfigKey<?>> ALL = List.of(
            later(
                    "quota.producer.default",
                    longFrom(1),
                    "9223372036854775807",
                    RESTART,
                    "2.7 fallback bytes per second per client-id (deprecated, gone in 3.0)."),
            later("quota.consumer.default", longFrom(1), "9223372036854775807", RESTART, "Same for fetch."),
            QUOTA_WINDOW_NUM,
            QUOTA_WINDOW_SIZE_SECONDS,
            later("replication.quota.window.num", intFrom(1), "11", RESTART, "Samples of replication quotas."),
            later("replication.quota.window.size.seconds", intFrom(1), "1", RESTART, "Sample length."),
            later(
                    "alter.log.dirs.replication.quota.window.num",
                    intFrom(1),
                    "11",
                    RESTART,
                    "Samples, intra-broker moves."),
            later("alter.log.dirs.replication.quota.window.size.seconds", intFrom(1), "1", RESTART, "Sample length."),
            later("controller.quota.window.num", intFrom(1), "11", RESTART, "Samples of controller mutation quota."),
            later("controller.quota.window.size.seconds", intFrom(1), "1", RESTART, "Sample length."),
            later("client.quota.callback.class", CLASS, RESTART, "ClientQuotaCallback plug-in."));

    private QuotaKeys() {}
}
