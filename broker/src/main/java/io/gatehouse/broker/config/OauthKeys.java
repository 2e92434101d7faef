package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.intWhere;
import static io.gatehouse.broker.config.ValueType.longFrom;
import static io.gatehouse.broker.config.ValueType.longWhere;

import java.util.List;

/** OAUTHBEARER (CONFORMANCE CFG-074..CFG-087), and the few keys for it that Kafka does not have. */
final class OauthKeys {
    private static final int SKEW_SECONDS_MAX = 600;
    private static final long MILLIS_MAX = 10L * 365 * 24 * 60 * 60 * 1000;

    private static final ValueType<Long> MILLIS =
            longWhere(value -> value >= 1 && value <= MILLIS_MAX, "1.." + MILLIS_MAX);

    static final ConfigKey<String> JWKS_URL = key(
            "sasl.oauthbearer.jwks.endpoint.url",
            TEXT,
            RESTART,
            "Https or file URL of the keys that the identity provider signs with.");

    static final ConfigKey<Long> JWKS_REFRESH_MS =
            key("sasl.oauthbearer.jwks.endpoint.refresh.ms", MILLIS, "3600000", RESTART, "Key set refresh interval.");

    static final ConfigKey<Long> JWKS_BACKOFF_MS =
            key("sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", MILLIS, "100", RESTART, "First retry pause.");

    static final ConfigKey<Long> JWKS_BACKOFF_MAX_MS = key(
            "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", MILLIS, "10000", RESTART, "Largest retry pause.");

    static final ConfigKey<Long> JWKS_STALE_MAX_MS = key(
            "sasl.oauthbearer.jwks.stale.max.ms",
            MILLIS,
            "86400000",
            RESTART,
            "How long keys are believed that could not be fetched anew.");

    static final ConfigKey<String> JWKS_COPY_DIR = key(
            "sasl.oauthbearer.jwks.copy.dir",
            TEXT,
            RESTART,
            "Where the last good key set is kept for a start while the provider is away; the first log directory.");

    static final ConfigKey<List<String>> AUDIENCE =
            key("sasl.oauthbearer.expected.audience", LIST, RESTART, "One of these must be in a token's aud.");

    static final ConfigKey<String> ISSUER =
            key("sasl.oauthbearer.expected.issuer", TEXT, RESTART, "Must equal a token's iss.");

    static final ConfigKey<Boolean> ALLOW_ANY_AUDIENCE = key(
            "sasl.oauthbearer.allow.unverified.audience",
            BOOLEAN,
            "false",
            RESTART,
            "Insecure. Tokens that were made for somebody else are believed too.");

    static final ConfigKey<Boolean> ALLOW_ANY_ISSUER = key(
            "sasl.oauthbearer.allow.unverified.issuer",
            BOOLEAN,
            "false",
            RESTART,
            "Insecure. Tokens of every issuer whose keys are in the set are believed.");

    static final ConfigKey<Integer> SKEW_SECONDS = key(
            "sasl.oauthbearer.clock.skew.seconds",
            intWhere(value -> value >= 0 && value <= SKEW_SECONDS_MAX, "0.." + SKEW_SECONDS_MAX),
            "30",
            RESTART,
            "Tolerance for exp, iat, nbf.");

    static final ConfigKey<String> SCOPE_CLAIM =
            key("sasl.oauthbearer.scope.claim.name", TEXT, "scope", RESTART, "Claim that holds scopes.");

    static final ConfigKey<String> GROUPS_CLAIM = key(
            "sasl.oauthbearer.groups.claim.name",
            TEXT,
            "",
            RESTART,
            "Claim that holds the principal's groups, which rules may speak of as Group:NAME; empty: no groups.");

    static final ConfigKey<String> SUB_CLAIM =
            key("sasl.oauthbearer.sub.claim.name", TEXT, "sub", RESTART, "Claim that becomes the principal name.");

    static final ConfigKey<List<String>> ALGORITHMS = key(
            "sasl.oauthbearer.allowed.algorithms",
            LIST,
            "RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512",
            RESTART,
            "How tokens may be signed.");

    static final ConfigKey<List<String>> SCOPES =
            key("sasl.oauthbearer.required.scopes", LIST, "", RESTART, "Scopes that a token must have, all of them.");

    static final ConfigKey<List<String>> CLAIMS = key(
            "sasl.oauthbearer.required.claims",
            LIST,
            "",
            RESTART,
            "Further claims that a token must have: name=text, where a claim that is a list must have the text in it.");

    static final ConfigKey<String> TOKEN_URL =
            key("sasl.oauthbearer.token.endpoint.url", TEXT, RESTART, "Token endpoint when the broker is client.");

    static final ConfigKey<String> BROKER_NAME = key(
            "sasl.oauthbearer.broker.name",
            TEXT,
            RESTART,
            "Where brokers use OAUTHBEARER among themselves, whom this broker's tokens are for: User:NAME in super.users.");

    static final List<ConfigKey<?>> ALL = List.of(
            JWKS_URL,
            JWKS_REFRESH_MS,
            JWKS_BACKOFF_MS,
            JWKS_BACKOFF_MAX_MS,
            JWKS_STALE_MAX_MS,
            JWKS_COPY_DIR,
            AUDIENCE,
            ISSUER,
            ALLOW_ANY_AUDIENCE,
            ALLOW_ANY_ISSUER,
            SKEW_SECONDS,
            SCOPE_CLAIM,
            GROUPS_CLAIM,
            SUB_CLAIM,
            ALGORITHMS,
            SCOPES,
            CLAIMS,
            TOKEN_URL,
            BROKER_NAME,
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
