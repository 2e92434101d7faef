package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.longFrom;

import java.util.List;

/** Who the broker is (CONFORMANCE CFG-268..CFG-274). */
final class IdentityKeys {
    static final ConfigKey<Integer> BROKER_ID = key(
            "broker.id",
            intFrom(Integer.MIN_VALUE),
            "-1",
            RESTART,
            "-1 = generate from ZooKeeper; must match meta.properties.");

    static final ConfigKey<Boolean> BROKER_ID_GENERATION_ENABLE =
            key("broker.id.generation.enable", BOOLEAN, "true", RESTART, "Allow generation.");

    static final ConfigKey<Integer> RESERVED_BROKER_MAX_ID = key(
            "reserved.broker.max.id", intFrom(0), "1000", RESTART, "Configured ids up to here; generated ones above.");

    static final List<ConfigKey<?>> ALL = List.of(
            BROKER_ID,
            BROKER_ID_GENERATION_ENABLE,
            RESERVED_BROKER_MAX_ID,
            later(
                    "controller.socket.timeout.ms",
                    intFrom(Integer.MIN_VALUE),
                    "30000",
                    RESTART,
                    "Controller to broker socket timeout."),
            later("controlled.shutdown.enable", BOOLEAN, "true", RESTART, "Move leaders before stop."),
            later("controlled.shutdown.max.retries", intFrom(Integer.MIN_VALUE), "3", RESTART, "Tries."),
            later("controlled.shutdown.retry.backoff.ms", longFrom(Long.MIN_VALUE), "5000", RESTART, "Pause."));

    private IdentityKeys() {}
}
