package io.gatehouse.broker.config;

import io.gatehouse.acl.Operation;
import io.gatehouse.auth.identity.UserName;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.server.authorizer.Authorizer;

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
        Optional<PluginClass<Authorizer>> other = other();
        boolean everyone = values.get(AccessKeys.ALLOW_EVERYONE_IF_NO_ACL_FOUND);
        if (everyone && !values.get(OwnKeys.ALLOW_OPEN_ACCESS)) {
            values.mistake(
                    AccessKeys.ALLOW_EVERYONE_IF_NO_ACL_FOUND,
                    "false; access without a rule needs " + OwnKeys.ALLOW_OPEN_ACCESS.name() + "=true");
        }
        Set<String> superUsers = superUsers();
        if (authorizer && other.isEmpty() && superUsers.isEmpty()) {
            values.findings()
                    .warn("super.users is empty: nobody can write the first access rule, and brokers need"
                            + " ClusterAction on the cluster");
        }
        return new AccessSettings(
                authorizer,
                other,
                superUsers,
                everyone,
                honeytokens(superUsers),
                shadow(authorizer, other.isPresent()),
                auditedAllows(),
                values.get(AccessKeys.OBSERVED_MAX),
                groupsFile());
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
        if (name.endsWith(".StandardAuthorizer")) {
            values.mistake(
                    PluginKeys.AUTHORIZER_CLASS_NAME,
                    "kafka.security.authorizer.AclAuthorizer; StandardAuthorizer keeps its rules in KRaft");
        }
        return true;
    }

    /** A class that decides in our place (CONFORMANCE SPI-01). */
    private Optional<PluginClass<Authorizer>> other() {
        String name = values.get(PluginKeys.AUTHORIZER_CLASS_NAME);
        if (name.isEmpty() || AUTHORIZERS.contains(name) || name.endsWith(".StandardAuthorizer")) {
            return Optional.empty();
        }
        if (!values.get(OwnKeys.PLUGIN_CLASSES_ALLOWED).contains(name)) {
            values.mistake(
                    PluginKeys.AUTHORIZER_CLASS_NAME,
                    "kafka.security.authorizer.AclAuthorizer, or a class that is listed in "
                            + OwnKeys.PLUGIN_CLASSES_ALLOWED.name() + "; " + name + " is not");
            return Optional.empty();
        }
        return new Plugins(values).find(PluginKeys.AUTHORIZER_CLASS_NAME, Authorizer.class);
    }

    private Set<String> superUsers() {
        Set<String> users = principals(AccessKeys.SUPER_USERS);
        for (String user : users) {
            if (user.equals("User:ANONYMOUS") || user.equals("User:*")) {
                values.mistake(AccessKeys.SUPER_USERS, "users who prove who they are; " + user + " is everybody");
            }
        }
        return users;
    }

    /** Separated by semicolons, since certificate names have commas (CONFORMANCE AZN-04). */
    private Set<String> principals(ConfigKey<String> key) {
        Set<String> principals = new LinkedHashSet<>();
        for (String part : values.get(key).split(";", -1)) {
            String principal = part.trim();
            if (principal.isEmpty()) {
                continue;
            }
            if (VerifiedPrincipal.parse(principal).isEmpty()) {
                values.mistake(key, "Type:name, separated by semicolons, such as User:admin;User:bob");
            } else {
                principals.add(principal);
            }
        }
        return principals;
    }

    private Set<String> shadow(boolean authorizer, boolean other) {
        String mode = values.get(AccessKeys.AUTHORIZER_MODE);
        Set<String> spared = principals(AccessKeys.SHADOW_PRINCIPALS);
        boolean shadow = mode.equals("shadow");
        if (!shadow && !mode.equals("enforce")) {
            values.mistake(AccessKeys.AUTHORIZER_MODE, "enforce or shadow");
        }
        if (shadow && other) {
            values.mistake(AccessKeys.AUTHORIZER_MODE, "enforce; shadow is for our own rules");
        }
        if (shadow != !spared.isEmpty()) {
            values.mistake(
                    AccessKeys.SHADOW_PRINCIPALS,
                    "principals if " + AccessKeys.AUTHORIZER_MODE.name() + "=shadow, otherwise none");
        }
        if (spared.stream().anyMatch(AccessReader::everybody) && !values.get(OwnKeys.ALLOW_OPEN_ACCESS)) {
            values.mistake(
                    AccessKeys.SHADOW_PRINCIPALS,
                    "some principals; that access rules bind nobody needs " + OwnKeys.ALLOW_OPEN_ACCESS.name()
                            + "=true");
        }
        if (shadow && authorizer && !spared.isEmpty()) {
            values.findings()
                    .warn("access rules do not bind " + String.join(", ", spared)
                            + " yet (authorizer.mode=shadow): what they would be refused is allowed and audited");
        }
        return spared;
    }

    private static boolean everybody(String principal) {
        return principal.endsWith(":*") || principal.equals("User:ANONYMOUS");
    }

    private Optional<Path> groupsFile() {
        String text = values.get(AccessKeys.GROUPS_FILE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = Path.of(text);
            if (Files.isReadable(file)) {
                return Optional.of(file);
            }
        } catch (InvalidPathException e) {
            // Told below, as a file that is not there is.
        }
        values.mistake(AccessKeys.GROUPS_FILE, "a file that this broker may read");
        return Optional.empty();
    }

    private Set<Operation> auditedAllows() {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (String text : values.get(AccessKeys.AUDITED_ALLOWS)) {
            Optional<Operation> operation = Operation.ofText(text);
            operation.ifPresent(operations::add);
            if (operation.isEmpty() || operation.get() == Operation.ALL) {
                values.mistake(
                        AccessKeys.AUDITED_ALLOWS,
                        "names of operations: "
                                + Stream.of(Operation.values())
                                        .filter(known -> known != Operation.ALL)
                                        .map(Operation::text)
                                        .collect(Collectors.joining(", ")));
                break;
            }
        }
        return operations;
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
