package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.CLUSTER_WIDE;
import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.CLASS;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.longFrom;

import java.util.List;

/** The authorizer and other plug-ins (CONFORMANCE CFG-099..CFG-109). */
final class PluginKeys {
    static final ConfigKey<String> AUTHORIZER_CLASS_NAME = key(
            "authorizer.class.name",
            TEXT,
            "",
            RESTART,
            "Empty = everything allowed, ACL calls answer SECURITY_DISABLED.");

    static final ConfigKey<String> CREATE_TOPIC_POLICY = key(
            "create.topic.policy.class.name",
            CLASS,
            RESTART,
            "A CreateTopicPolicy, listed in plugin.classes.allowed; refusal = POLICY_VIOLATION.");

    static final ConfigKey<String> ALTER_CONFIG_POLICY = key(
            "alter.config.policy.class.name",
            CLASS,
            RESTART,
            "An AlterConfigPolicy, listed in plugin.classes.allowed; refusal = POLICY_VIOLATION.");

    static final List<ConfigKey<?>> ALL = List.of(
            AUTHORIZER_CLASS_NAME,
            CREATE_TOPIC_POLICY,
            ALTER_CONFIG_POLICY,
            later("metric.reporters", LIST, "", CLUSTER_WIDE, "MetricsReporter classes."),
            later("metrics.num.samples", intFrom(1), "2", RESTART, "Samples kept."),
            later("metrics.sample.window.ms", longFrom(1), "30000", RESTART, "Sample length."),
            later("metrics.recording.level", TEXT, "INFO", RESTART, "INFO, DEBUG or TRACE."),
            later("auto.include.jmx.reporter", BOOLEAN, "true", RESTART, "JMX reporter even if not listed."),
            later("kafka.metrics.reporters", LIST, "", RESTART, "Old Yammer reporters."),
            later("kafka.metrics.polling.interval.secs", intFrom(1), "10", RESTART, "Polling of those."),
            later(
                    "telemetry.max.bytes",
                    intFrom(1),
                    "1048576",
                    RESTART,
                    "Client telemetry push limit (KRaft only feature)."));

    private PluginKeys() {}
}
