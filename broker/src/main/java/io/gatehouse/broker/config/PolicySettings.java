package io.gatehouse.broker.config;

import java.util.Optional;
import org.apache.kafka.server.policy.AlterConfigPolicy;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/** Plug-ins that say what topics and settings may be like (CONFORMANCE CFG-100, CFG-101, SPI-12). */
public record PolicySettings(
        Optional<PluginClass<CreateTopicPolicy>> creation, Optional<PluginClass<AlterConfigPolicy>> alteration) {
    static PolicySettings read(Values values) {
        Plugins plugins = new Plugins(values);
        return new PolicySettings(
                plugins.find(PluginKeys.CREATE_TOPIC_POLICY, CreateTopicPolicy.class),
                plugins.find(PluginKeys.ALTER_CONFIG_POLICY, AlterConfigPolicy.class));
    }
}
