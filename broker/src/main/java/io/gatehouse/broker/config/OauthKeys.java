package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.longFrom;

import java.util.List;

/** OAUTHBEARER (CONFORMANCE CFG-074..CFG-087). */
final class OauthKeys {

    static final List<ConfigKey<?>> ALL = List.of(
            later("sasl.oauthbearer.jwks.endpoint.url", TEXT, RESTART, "Https or file URL of the key set."),
            later(
                    "sasl.oauthbearer.jwks.endpoint.refresh.ms",
                    longFrom(Long.MIN_VALUE),
                    "3600000",
                    RESTART,
                    "Key set refresh interval."),
            later(
                    "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms",
                    longFrom(Long.MIN_VALUE),
                    "100",
                    RESTART,
                    "First retry pause."),
            later(
                    "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms",
                    longFrom(Long.MIN_VALUE),
                    "10000",
                    RESTART,
                    "Largest retry pause."),
            later("sasl.oauthbearer.expected.audience", LIST, RESTART, "Any of the list must be in aud."),
            later("sasl.oauthbearer.expected.issuer", TEXT, RESTART, "Must equal iss."),
            later(
                    "sasl.oauthbearer.clock.skew.seconds",
                    intFrom(Integer.MIN_VALUE),
                    "30",
                    RESTART,
                    "Tolerance for exp, iat, nbf."),
            later("sasl.oauthbearer.scope.claim.name", TEXT, "scope", RESTART, "Claim that holds scopes."),
            later("sasl.oauthbearer.sub.claim.name", TEXT, "sub", RESTART, "Claim that becomes the principal name."),
            later("sasl.oauthbearer.token.endpoint.url", TEXT, RESTART, "Token endpoint when the broker is client."),
            later(
                    "sasl.login.connect.timeout.ms",
                    intFrom(Integer.MIN_VALUE),
                    RESTART,
                    "HTTP connect timeout to the provider."),
            later("sasl.login.read.timeout.ms", intFrom(Integer.MIN_VALUE), RESTART, "HTTP read timeout."),
            later(
                    "sasl.login.retry.backoff.ms",
                    longFrom(Long.MIN_VALUE),
                    "100",
                    RESTART,
                    "First retry pause of login."),
            later(
                    "sasl.login.retry.backoff.max.ms",
                    longFrom(Long.MIN_VALUE),
                    "10000",
                    RESTART,
                    "Largest retry pause of login."));

    private OauthKeys() {}
}
