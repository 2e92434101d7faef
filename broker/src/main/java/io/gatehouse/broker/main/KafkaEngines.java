package io.gatehouse.broker.main;

import io.gatehouse.broker.config.PluginClass;
import io.gatehouse.tls.EngineSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Engines that a plug-in makes, by Kafka's interface for it (CONFORMANCE TLS-36, KIP-519). */
final class KafkaEngines implements EngineSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaEngines.class);

    private final SslEngineFactory factory;

    private KafkaEngines(SslEngineFactory factory) {
        this.factory = factory;
    }

    /** @throws StartFailure when the plug-in does not want to */
    static KafkaEngines open(PluginClass<SslEngineFactory> plugin) {
        String name = plugin.type().getName();
        try {
            SslEngineFactory factory = plugin.type().getConstructor().newInstance();
            factory.configure(typed(plugin.settings()));
            return new KafkaEngines(factory);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new StartFailure(
                    "ssl.engine.factory.class = " + name + " failed (expected: one that makes engines): "
                            + e.getMessage(),
                    e);
        }
    }

    /** TLS settings have their types, as Kafka hands them to plug-ins; the others are as they were written. */
    private static Map<String, Object> typed(Map<String, String> settings) {
        ConfigDef definition = new ConfigDef();
        SslConfigs.addClientSslSupport(definition);
        Map<String, Object> typed = new HashMap<>(settings);
        typed.putAll(definition.parse(settings));
        return typed;
    }

    @Override
    public SSLEngine server() {
        return factory.createServerSslEngine("", -1); // Who comes is not known to whoever makes the engine ready.
    }

    @Override
    public String name() {
        return factory.getClass().getSimpleName();
    }

    @Override
    public void close() {
        try {
            factory.close();
        } catch (IOException e) {
            LOGGER.atWarn().setCause(e).log("the engines of {} did not close", name());
        }
    }
}
