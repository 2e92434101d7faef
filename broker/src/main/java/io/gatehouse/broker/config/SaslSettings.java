package io.gatehouse.broker.config;

import io.gatehouse.auth.secret.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a listener offers by SASL.
 *
 * @param mechanisms in this order; empty where the listener's protocol has no SASL
 * @param lifetimes how long a log-in by a mechanism counts; not there: for as long as the connection lives
 * @param plainUsers who logs in by PLAIN; empty: those whose credentials are in ZooKeeper
 * @param gssapi who the listener is to Kerberos, where it offers GSSAPI
 * @param oauth there where OAUTHBEARER is offered
 * @param handlers who judges what clients prove themselves with, by mechanism, where it is not we
 */
public record SaslSettings(
        List<String> mechanisms,
        Map<String, Duration> lifetimes,
        Map<String, Secret> plainUsers,
        Optional<GssapiSettings> gssapi,
        Optional<OauthSettings> oauth,
        Map<String, CallbackHandlerClass> handlers) {
    public SaslSettings {
        mechanisms = List.copyOf(mechanisms);
        lifetimes = Map.copyOf(lifetimes);
        plainUsers = Map.copyOf(plainUsers);
        handlers = Map.copyOf(handlers);
    }
}
