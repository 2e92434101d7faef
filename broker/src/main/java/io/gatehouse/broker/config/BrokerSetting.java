package io.gatehouse.broker.config;

import java.util.Optional;

/**
 * One of the broker's settings as DescribeConfigs shows it (CONFORMANCE CRD-04).
 *
 * @param value empty for secrets and where there is none
 * @param fromFile whether the operator wrote it; if not, it is the default
 * @param readOnly whether it can only change with a restart
 */
public record BrokerSetting(
        String name,
        Optional<String> value,
        boolean fromFile,
        boolean sensitive,
        boolean readOnly,
        ConfigKind kind,
        String purpose) {

    /** @param written as the operator wrote it, so that a placeholder stays one (attack 293) */
    static BrokerSetting of(ConfigKey<?> key, Optional<String> written) {
        return new BrokerSetting(
                key.name(),
                key.secret() ? Optional.empty() : written.or(key::defaultText),
                written.isPresent(),
                key.secret(),
                true, // This version has no dynamic settings of brokers.
                key.type().kind(),
                key.purpose());
    }
}
