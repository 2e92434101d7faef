package io.gatehouse.broker.config;

import io.gatehouse.auth.identity.UserName;
import java.util.LinkedHashSet;
import java.util.Set;

/** Makes the access settings (CONFORMANCE AZN-01..04). */
final class AccessReader {
    /** Kafka's names for the authorizer whose rules are in ZooKeeper; ours reads and writes the same. */
    private static final Set<String> AUTHORIZERS =
            Set.of("kafka.security.authorizer.AclAuthorizer", "kafka.security.auth.SimpleAclAuthorizer");

    private final Values values;

    AccessReader(Values values) {
        this.values = values;
    }

    AccessSettings read() {
        boolean authorizer = authorizer();
        boolean everyone = values.get(AccessKeys.ALLOW_EVERYONE_IF_NO_ACL_FOUND);
        if (everyone && !values.get(OwnKeys.ALLOW_OPEN_ACCESS)) {
            values.mistake(
                    AccessKeys.ALLOW_EVERYONE_IF_NO_ACL_FOUND,
                    "false; access without a rule needs " + OwnKeys.ALLOW_OPEN_ACCESS.name() + "=true");
        }
        Set<String> superUsers = superUsers();
        if (authorizer && superUsers.isEmpty()) {
            values.findings()
                    .warn("super.users is empty: nobody can write the first access rule, and brokers need"
                            + " ClusterAction on the cluster");
        }
        return new AccessSettings(authorizer, superUsers, everyone, honeytokens(superUsers));
    }

    private boolean authorizer() {
        String name = values.get(PluginKeys.AUTHORIZER_CLASS_NAME);
        if (name.isEmpty()) {
            if (!values.get(OwnKeys.ALLOW_NO_AUTHORIZER)) {
                values.mistake(
                        PluginKeys.AUTHORIZER_CLASS_NAME,
                        "kafka.security.authorizer.AclAuthorizer; no access rules at all need "
                                + OwnKeys.ALLOW_NO_AUTHORIZER.name() + "=true");
            }
            return false;
        }
        if (!AUTHORIZERS.contains(name)) {
            values.mistake(
                    PluginKeys.AUTHORIZER_CLASS_NAME,
                    name.endsWith(".StandardAuthorizer")
                            ? "kafka.security.authorizer.AclAuthorizer; StandardAuthorizer keeps its rules in KRaft"
                            : "kafka.security.authorizer.AclAuthorizer; this version loads no other class");
        }
        return true;
    }

    /** Separated by semicolons, since certificate names have commas (CONFORMANCE AZN-04). */
    private Set<String> superUsers() {
        Set<String> users = new LinkedHashSet<>();
        for (String part : values.get(AccessKeys.SUPER_USERS).split(";", -1)) {
            String user = part.trim();
            int colon = user.indexOf(':');
            if (user.isEmpty()) {
                continue;
            }
            if (colon < 1 || colon == user.length() - 1) {
                values.mistake(
                        AccessKeys.SUPER_USERS, "Type:name, separated by semicolons, such as User:admin;User:bob");
            } else if (user.equals("User:ANONYMOUS") || user.equals("User:*")) {
                values.mistake(AccessKeys.SUPER_USERS, "users who prove who they are; " + user + " is everybody");
            } else {
                users.add(user);
            }
        }
        return users;
    }

    private Set<String> honeytokens(Set<String> superUsers) {
        Set<String> names = new LinkedHashSet<>(values.get(OwnKeys.HONEYTOKEN_USERS));
        if (names.stream().anyMatch(name -> UserName.mistake(name).isPresent())) {
            values.mistake(
                    OwnKeys.HONEYTOKEN_USERS, "names of users without User: before them, or ids of delegation tokens");
        }
        if (names.stream().anyMatch(name -> superUsers.contains("User:" + name))) {
            values.mistake(
                    OwnKeys.HONEYTOKEN_USERS,
                    "names that nobody uses; one of them is in " + AccessKeys.SUPER_USERS.name()
                            + " and could not log in any more");
        }
        return names;
    }
}
