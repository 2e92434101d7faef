package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.PER_BROKER;
import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.CLASS;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.PASSWORD;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.doubleBetween;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.longFrom;
import static io.gatehouse.broker.config.ValueType.shortFrom;

import java.util.List;

/** SASL and principals (CONFORMANCE CFG-052..CFG-073). */
final class SaslKeys {
    static final ConfigKey<List<String>> SASL_ENABLED_MECHANISMS =
            key("sasl.enabled.mechanisms", LIST, "GSSAPI", PER_BROKER, "Mechanisms of the listener(s).");

    static final ConfigKey<String> SASL_MECHANISM_INTER_BROKER_PROTOCOL = key(
            "sasl.mechanism.inter.broker.protocol",
            TEXT,
            "GSSAPI",
            PER_BROKER,
            "Mechanism brokers use as clients; must be enabled on that listener.");

    static final ConfigKey<String> SASL_JAAS_CONFIG = key(
            "sasl.jaas.config", PASSWORD, PER_BROKER, "One login module line; broker needs listener+mechanism prefix.");

    static final ConfigKey<String> SASL_SERVER_CALLBACK_HANDLER_CLASS = key(
            "sasl.server.callback.handler.class",
            CLASS,
            RESTART,
            "Server handler per listener+mechanism; of plugin.classes.allowed. Kafka's own for OAUTHBEARER are names only.");

    static final ConfigKey<String> PRINCIPAL_BUILDER_CLASS = key(
            "principal.builder.class",
            CLASS,
            "org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder",
            RESTART,
            "Who a peer is that has proved something; of plugin.classes.allowed.");

    static final ConfigKey<Integer> SASL_SERVER_MAX_RECEIVE_SIZE = key(
            "sasl.server.max.receive.size",
            intFrom(Integer.MIN_VALUE),
            "524288",
            RESTART,
            "Largest request before and during SASL (2.7: same limit, fixed).");

    static final ConfigKey<Long> CONNECTIONS_MAX_REAUTH_MS = key(
            "connections.max.reauth.ms",
            longFrom(Long.MIN_VALUE),
            "0",
            RESTART,
            "Session lifetime; 0 = no forced re-authentication.");

    static final ConfigKey<Integer> CONNECTION_FAILED_AUTHENTICATION_DELAY_MS = key(
            "connection.failed.authentication.delay.ms",
            intFrom(0),
            "100",
            RESTART,
            "Delay of the failure reply and close.");

    static final ConfigKey<String> SASL_KERBEROS_SERVICE_NAME =
            key("sasl.kerberos.service.name", TEXT, PER_BROKER, "Service part of the broker principal.");

    static final ConfigKey<List<String>> SASL_KERBEROS_PRINCIPAL_TO_LOCAL_RULES = key(
            "sasl.kerberos.principal.to.local.rules",
            LIST,
            "DEFAULT",
            PER_BROKER,
            "Kerberos name to short name (GSS rows).");

    static final List<ConfigKey<?>> ALL = List.of(
            SASL_ENABLED_MECHANISMS,
            SASL_MECHANISM_INTER_BROKER_PROTOCOL,
            SASL_JAAS_CONFIG,
            later("sasl.client.callback.handler.class", CLASS, RESTART, "Client side handler (broker as client)."),
            SASL_SERVER_CALLBACK_HANDLER_CLASS,
            later("sasl.login.class", CLASS, RESTART, "Login implementation."),
            later("sasl.login.callback.handler.class", CLASS, RESTART, "Login handler."),
            SASL_SERVER_MAX_RECEIVE_SIZE,
            CONNECTIONS_MAX_REAUTH_MS,
            CONNECTION_FAILED_AUTHENTICATION_DELAY_MS,
            PRINCIPAL_BUILDER_CLASS,
            SASL_KERBEROS_SERVICE_NAME,
            later("sasl.kerberos.kinit.cmd", TEXT, "/usr/bin/kinit", PER_BROKER, "Path of kinit."),
            later(
                    "sasl.kerberos.ticket.renew.window.factor",
                    doubleBetween(0, Double.MAX_VALUE, "a number that is not negative"),
                    "0.8",
                    PER_BROKER,
                    "Renew at this share of lifetime."),
            later(
                    "sasl.kerberos.ticket.renew.jitter",
                    doubleBetween(0, Double.MAX_VALUE, "a number that is not negative"),
                    "0.05",
                    PER_BROKER,
                    "Random share added."),
            later(
                    "sasl.kerberos.min.time.before.relogin",
                    longFrom(Long.MIN_VALUE),
                    "60000",
                    PER_BROKER,
                    "Pause between refresh tries."),
            SASL_KERBEROS_PRINCIPAL_TO_LOCAL_RULES,
            later(
                    "sasl.login.refresh.window.factor",
                    doubleBetween(0, Double.MAX_VALUE, "a number that is not negative"),
                    "0.8",
                    PER_BROKER,
                    "OAUTHBEARER token refresh point."),
            later(
                    "sasl.login.refresh.window.jitter",
                    doubleBetween(0, Double.MAX_VALUE, "a number that is not negative"),
                    "0.05",
                    PER_BROKER,
                    "Random share added."),
            later(
                    "sasl.login.refresh.min.period.seconds",
                    shortFrom(Short.MIN_VALUE),
                    "60",
                    PER_BROKER,
                    "Shortest wait before refresh."),
            later(
                    "sasl.login.refresh.buffer.seconds",
                    shortFrom(Short.MIN_VALUE),
                    "300",
                    PER_BROKER,
                    "Safety margin before expiry."),
            later("sasl.mechanism.controller.protocol", TEXT, "GSSAPI", RESTART, "KRaft controllers only."));

    private SaslKeys() {}
}
