package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.BOOLEAN;
import static io.gatehouse.broker.config.ValueType.LIST;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;

import java.util.List;

/** What the access rules need: Kafka's keys that its generated tables leave out (CONFORMANCE XKY-01..09), and our own. */
final class AccessKeys {
    static final ConfigKey<String> SUPER_USERS =
            key("super.users", TEXT, "", RESTART, "Principals that may do everything: User:a;User:b.");

    static final ConfigKey<Boolean> ALLOW_EVERYONE_IF_NO_ACL_FOUND = key(
            "allow.everyone.if.no.acl.found",
            BOOLEAN,
            "false",
            RESTART,
            "Whether everybody may do everything with a resource that no rule names.");

    static final ConfigKey<String> AUTHORIZER_MODE = key(
            "authorizer.mode",
            TEXT,
            "enforce",
            RESTART,
            "enforce, or shadow: what authorizer.shadow.principals would be refused is allowed and audited.");

    static final ConfigKey<String> SHADOW_PRINCIPALS = key(
            "authorizer.shadow.principals",
            TEXT,
            "",
            RESTART,
            "With authorizer.mode=shadow, whom refusals do not bind yet: User:a;User:team-* (all that begin so).");

    static final ConfigKey<String> GROUPS_FILE = key(
            "authorizer.groups.file",
            TEXT,
            "",
            RESTART,
            "Who is in which group, for rules of Group:NAME: lines GROUP = User:a; User:b. Read again when it changes.");

    static final ConfigKey<List<String>> AUDITED_ALLOWS = key(
            "audit.allowed.operations",
            LIST,
            "Create,Delete,Alter,AlterConfigs,CreateTokens",
            RESTART,
            "Operations that are audited when they are allowed, too; refusals always are.");

    static final ConfigKey<Integer> OBSERVED_MAX = key(
            "authorizer.observed.max",
            intFrom(0),
            "20000",
            RESTART,
            "Different questions to the access rules that are remembered for bin/gatehouse acls; 0 for none.");

    static final ConfigKey<List<String>> CONFIG_PROVIDERS = key(
            "config.providers",
            LIST,
            "",
            RESTART,
            "Names of providers for values such as ${file:path:key}; file, directory and env are always there.");

    static final List<ConfigKey<?>> ALL = List.of(
            SUPER_USERS,
            ALLOW_EVERYONE_IF_NO_ACL_FOUND,
            AUTHORIZER_MODE,
            SHADOW_PRINCIPALS,
            GROUPS_FILE,
            AUDITED_ALLOWS,
            OBSERVED_MAX,
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
