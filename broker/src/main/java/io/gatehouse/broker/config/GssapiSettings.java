package io.gatehouse.broker.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Who a listener is to Kerberos.
 *
 * @param principal {@code service/host@REALM}
 * @param keyTab readable when it was looked at
 * @param service what brokers are called to Kerberos, without their host
 * @param rules from a Kerberos name to a principal's, each of them legal
 */
public record GssapiSettings(String principal, Path keyTab, String service, List<String> rules) {
    public GssapiSettings {
        rules = List.copyOf(rules);
    }
}
