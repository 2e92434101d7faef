package io.gatehouse.broker.config;

import io.gatehouse.tls.TlsDefaults;

/** Whether host names are checked where we are the client (CONFORMANCE TLS-49, ZKS-13). */
final class EndpointIdentification {
    private EndpointIdentification() {}

    static String read(Values values, ConfigKey<String> key) {
        String algorithm = values.get(key);
        String override = OwnKeys.ALLOW_UNVERIFIED_PEERS.name() + "=true";
        if (algorithm.isEmpty()) {
            if (!values.get(OwnKeys.ALLOW_UNVERIFIED_PEERS)) {
                values.mistake(key, "https; not checking names needs " + override);
            }
            return "";
        }
        if (!algorithm.equalsIgnoreCase(TlsDefaults.ENDPOINT_IDENTIFICATION)) {
            values.mistake(key, "https, or nothing together with " + override);
        }
        return TlsDefaults.ENDPOINT_IDENTIFICATION;
    }
}
