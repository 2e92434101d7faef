package io.gatehouse.broker.config;

import java.util.Optional;

/**
 * One of the broker's settings as DescribeConfigs shows it (CONFORMANCE CRD-04).
 *
 * @param bareName without a listener's prefix: where the value comes from if the listener has none
 * @param written as the operator wrote it; empty for secrets and where nothing was written
 * @param fromFile whether the operator wrote it
 * @param defaultValue empty for secrets and where there is none, and for what is one listener's own
 * @param readOnly whether it can only change with a restart
 */
public record BrokerSetting(
        String name,
        String bareName,
        Optional<String> written,
        boolean fromFile,
        Optional<String> defaultValue,
        boolean sensitive,
        boolean readOnly,
        ConfigKind kind,
        String purpose) {

    /** @param written as the operator wrote it, so that a placeholder stays one (attack 293) */
    static BrokerSetting of(String name, ConfigKey<?> key, Optional<String> written, boolean readOnly) {
        return new BrokerSetting(
                name,
                StoreKeys.bare(name),
                key.secret() ? Optional.empty() : written,
                written.isPresent(),
                key.secret() ? Optional.empty() : key.defaultText(),
                key.secret(),
                readOnly,
                key.type().kind(),
                key.purpose());
    }
}
