package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;

import java.util.List;

/** The few keys that Kafka does not have. Those that open something begin with "allow" and are said at every start. */
final class OwnKeys {
    static final ConfigKey<String> SEALING_KEYRING = key(
            "zookeeper.sealing.keyring.location",
            TEXT,
            RESTART,
            "The file with the keys that seal credentials, access rules and quotas in ZooKeeper.");

    static final ConfigKey<Integer> AUTHENTICATION_TIMEOUT_MS = key(
            "authentication.timeout.ms",
            intFrom(100),
            "10000",
            RESTART,
            "From accepting a connection to the end of TLS and SASL; whoever is not known by then is hung up on.");

    static final ConfigKey<Integer> UNAUTHENTICATED_MAX = key(
            "max.unauthenticated.connections",
            intFrom(1),
            "1024",
            RESTART,
            "Connections whose peer is not known yet; one more takes the place of the oldest.");

    static final ConfigKey<Integer> UNAUTHENTICATED_PER_IP_MAX = key(
            "max.unauthenticated.connections.per.ip",
            intFrom(1),
            "256",
            RESTART,
            "As max.unauthenticated.connections, per address; one more is refused.");

    static final ConfigKey<Integer> FAILURES_PER_MINUTE = key(
            "max.failed.authentications.per.minute",
            intFrom(0),
            "30",
            RESTART,
            "Of one user from one address; more have to wait for their turn. 0: no bound.");

    static final ConfigKey<Integer> FAILURES_PER_MINUTE_PER_IP = key(
            "max.failed.authentications.per.minute.per.ip",
            intFrom(0),
            "600",
            RESTART,
            "As max.failed.authentications.per.minute, of all users from one address.");

    static final ConfigKey<Boolean> GROUP_INSTANCE_ID_BOUND_TO_PRINCIPAL = key(
            "group.instance.id.bound.to.principal",
            BOOLEAN,
            "false",
            RESTART,
            "Whether the place of a static member is its principal's: nobody else takes it or sends the member away.");

    static final ConfigKey<Integer> TLS_RELOAD_INTERVAL_MS = key(
            "ssl.reload.interval.ms",
            intFrom(100),
            "2000",
            RESTART,
            "How often the files with keys, certificates and revocation lists are looked at.");

    static final ConfigKey<String> CRL_LOCATION = key(
            "ssl.crl.location",
            TEXT,
            RESTART,
            "Revocation lists, PEM or DER, of every authority that signed what clients show; read again when it changes.");

    static final ConfigKey<Boolean> OCSP_ENABLE = key(
            "ssl.ocsp.enable",
            BOOLEAN,
            "false",
            RESTART,
            "Lets a client with a certificate in only when the responder of its authority (OCSP) says that it is good.");

    static final ConfigKey<String> OCSP_RESPONDER_URL = key(
            "ssl.ocsp.responder.url",
            TEXT,
            RESTART,
            "With ssl.ocsp.enable, who is asked; otherwise the responder that each certificate names.");

    static final ConfigKey<String> PRINCIPAL_SOURCE = key(
            "ssl.principal.source",
            TEXT,
            "subject",
            RESTART,
            "Which name in a client's certificate ssl.principal.mapping.rules map: subject, uri (SPIFFE), dns or email.");

    static final ConfigKey<String> PRINCIPAL_GROUPS = key(
            "ssl.principal.groups.attribute",
            TEXT,
            "",
            RESTART,
            "The attribute of a certificate's subject, such as OU, that names the groups its principal is in; none if empty.");

    static final ConfigKey<List<String>> PLUGIN_CLASSES_ALLOWED = key(
            "plugin.classes.allowed",
            LIST,
            "",
            RESTART,
            "Classes that other settings may name and this broker then loads, each with its whole name.");

    static final ConfigKey<List<String>> HONEYTOKEN_USERS = key(
            "honeytoken.users",
            LIST,
            "",
            RESTART,
            "Names and delegation token ids that nobody uses: who tries one is refused and raises an alarm.");

    static final ConfigKey<String> ADMIN_LISTENER = key(
            "admin.listener",
            TEXT,
            RESTART,
            "https://HOST:PORT where administrators see and end sessions; TLS by listener.name.admin.ssl.*; none if not set.");

    static final ConfigKey<Boolean> ALLOW_MISSING_CRL = allow(
            "allow.missing.crl",
            "With ssl.crl.location, certificates that no list in force speaks about are believed.");

    static final ConfigKey<Boolean> ALLOW_MISSING_OCSP = allow(
            "allow.missing.ocsp",
            "With ssl.ocsp.enable, certificates about which no responder gives an answer are believed.");

    static final ConfigKey<Boolean> ALLOW_PLAINTEXT_LISTENERS =
            allow("allow.plaintext.listeners", "Listeners without TLS: everything, passwords included, can be read.");

    static final ConfigKey<Boolean> ALLOW_UNENCRYPTED_ZOOKEEPER = allow(
            "allow.unencrypted.zookeeper", "ZooKeeper without TLS: who reads or changes the wire owns the cluster.");

    static final ConfigKey<Boolean> ALLOW_UNSEALED_METADATA =
            allow("allow.unsealed.metadata", "Credentials, access rules and quotas lie readable in ZooKeeper.");

    static final ConfigKey<Boolean> ALLOW_NO_AUTHORIZER =
            allow("allow.no.authorizer", "No access rules: everybody who can connect may do everything.");

    static final ConfigKey<Boolean> ALLOW_OPEN_ACCESS = allow(
            "allow.open.access", "Lets allow.everyone.if.no.acl.found be true: what no rule names is everybody's.");

    static final ConfigKey<Boolean> ALLOW_UNVERIFIED_PEERS =
            allow("allow.unverified.peers", "Host names of other brokers and of ZooKeeper are not checked.");

    static final ConfigKey<Boolean> ALLOW_WORLD_READABLE_SECRETS = allow(
            "allow.world.readable.secrets", "Key stores and files with passwords may be readable by every user here.");

    static final ConfigKey<Boolean> ALLOW_UNSECURED_TOKENS = allow(
            "allow.unsecured.tokens",
            "OAUTHBEARER without sasl.oauthbearer.jwks.endpoint.url: nobody checks tokens, everybody can be anybody.");

    static final ConfigKey<Boolean> ALLOW_SUPER_USERS_BY_TOKEN = allow(
            "allow.super.users.by.token",
            "Super users may log in by OAUTHBEARER: who runs the identity provider owns the cluster.");

    static final List<ConfigKey<?>> ALL = List.of(
            SEALING_KEYRING,
            AUTHENTICATION_TIMEOUT_MS,
            UNAUTHENTICATED_MAX,
            UNAUTHENTICATED_PER_IP_MAX,
            FAILURES_PER_MINUTE,
            FAILURES_PER_MINUTE_PER_IP,
            GROUP_INSTANCE_ID_BOUND_TO_PRINCIPAL,
            TLS_RELOAD_INTERVAL_MS,
            CRL_LOCATION,
            OCSP_ENABLE,
            OCSP_RESPONDER_URL,
            PRINCIPAL_SOURCE,
            PRINCIPAL_GROUPS,
            PLUGIN_CLASSES_ALLOWED,
            HONEYTOKEN_USERS,
            ADMIN_LISTENER,
            ALLOW_MISSING_CRL,
            ALLOW_MISSING_OCSP,
            ALLOW_PLAINTEXT_LISTENERS,
            ALLOW_UNENCRYPTED_ZOOKEEPER,
            ALLOW_UNSEALED_METADATA,
            ALLOW_NO_AUTHORIZER,
            ALLOW_OPEN_ACCESS,
            ALLOW_UNVERIFIED_PEERS,
            ALLOW_WORLD_READABLE_SECRETS,
            ALLOW_UNSECURED_TOKENS,
            ALLOW_SUPER_USERS_BY_TOKEN);

    private OwnKeys() {}

    static void warnOfOpenDoors(Values values) {
        for (ConfigKey<?> key : ALL) {
            if (key.name().startsWith("allow.")
                    && values.find(key).filter(Boolean.TRUE::equals).isPresent()) {
                values.findings().warn(key.name() + "=true. " + key.purpose());
            }
        }
    }

    private static ConfigKey<Boolean> allow(String name, String whatItOpens) {
        return key(name, BOOLEAN, "false", RESTART, "Insecure. " + whatItOpens);
    }
}
