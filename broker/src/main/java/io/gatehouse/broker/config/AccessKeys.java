package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;

import java.util.List;

/** Kafka's keys that its generated tables leave out (CONFORMANCE XKY-01..09). */
final class AccessKeys {
    static final ConfigKey<String> SUPER_USERS =
            key("super.users", TEXT, "", RESTART, "Principals that may do everything: User:a;User:b.");

    static final ConfigKey<Boolean> ALLOW_EVERYONE_IF_NO_ACL_FOUND = key(
            "allow.everyone.if.no.acl.found",
            BOOLEAN,
            "false",
            RESTART,
            "Whether everybody may do everything with a resource that no rule names.");

    static final ConfigKey<List<String>> CONFIG_PROVIDERS = key(
            "config.providers",
            LIST,
            "",
            RESTART,
            "Names of providers for values such as ${file:path:key}; file, directory and env are always there.");

    static final List<ConfigKey<?>> ALL = List.of(
            SUPER_USERS,
            ALLOW_EVERYONE_IF_NO_ACL_FOUND,
            CONFIG_PROVIDERS,
            later("authorizer.zookeeper.url", TEXT, RESTART, "A ZooKeeper of its own for the access rules."),
            later(
                    "authorizer.zookeeper.connection.timeout.ms",
                    intFrom(1),
                    RESTART,
                    "Timeout of connecting to the ZooKeeper of the access rules."),
            later(
                    "authorizer.zookeeper.session.timeout.ms",
                    intFrom(1),
                    RESTART,
                    "Session timeout at the ZooKeeper of the access rules."),
            later(
                    "authorizer.zookeeper.max.in.flight.requests",
                    intFrom(1),
                    RESTART,
                    "Pipelining limit at the ZooKeeper of the access rules."));

    private AccessKeys() {}
}
