package io.gatehouse.bench.acl;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclFilter;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternFilter;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Random rules and questions of so few words that they often meet. Each instance has drawn its own few out of all. What
 * is left out, because the two authorizers differ there on purpose or by a fault of the other:
 *
 * <ul>
 *   <li>patterns that begin with a character below {@code *}: StandardAuthorizer may loop for ever on them;
 *   <li>a subject called {@code User:*}: StandardAuthorizer throws;
 *   <li>hosts in another spelling than the JVM's, and networks: ours understands them (CONFORMANCE AZN-08, attack 135);
 *   <li>subjects in groups: StandardAuthorizer knows none (PEERS C8).
 * </ul>
 */
final class SomeRules {
    static final Set<VerifiedPrincipal> SUPER_USERS =
            Set.of(VerifiedPrincipal.user("root"), VerifiedPrincipal.user("CN=root,O=a"));

    /** Half a surrogate pair at the end of a prefix is the beginning of many characters. */
    private static final List<String> PATTERN_NAMES = List.of(
            "*",
            "**",
            "*a",
            "a",
            "aa",
            "ab",
            "abc",
            "abd",
            "b",
            "ba",
            "A",
            "AB",
            "Ab",
            "a.",
            "a.b",
            "a-b",
            "\u00e9",
            "e\u0301",
            "e",
            "\ud83d\ude00",
            "\ud83d\ude00a",
            "\ud83d\ude01",
            "\ud83d",
            "a\ud83d",
            "a\ud83d\ude00",
            "\uffff",
            "\ufffd",
            "kafka-cluster",
            "kafka",
            "hardcode",
            "h",
            "~");

    private static final List<String> OTHER_NAMES =
            List.of("", "!", "!a", "#", "a/b", "abcd", "abe", "Abc", "\ude00", "\u0000", "a\u0000", "zzz", "***");

    private static final List<VerifiedPrincipal> PRINCIPALS = List.of(
            VerifiedPrincipal.user("alice"),
            VerifiedPrincipal.user("Alice"),
            VerifiedPrincipal.user("bob"),
            VerifiedPrincipal.user("b\u00f6b"),
            VerifiedPrincipal.user("a:b"),
            VerifiedPrincipal.user("CN=a,O=b"),
            VerifiedPrincipal.user("CN=root,O=a"),
            VerifiedPrincipal.user("root"),
            VerifiedPrincipal.ANONYMOUS,
            new VerifiedPrincipal("user", "alice"),
            new VerifiedPrincipal("Group", "alice"),
            new VerifiedPrincipal("Group", "*"),
            new VerifiedPrincipal("Team", "\ud83d\ude00"));

    private static final List<InetAddress> ADDRESSES = List.of(
            Asker.address(10, 0, 0, 1),
            Asker.address(10, 0, 0, 2),
            Asker.address(10, 0, 0, 12),
            Asker.address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
            Asker.address(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));

    private static final List<String> ODD_HOSTS = List.of("localhost", "10.0.0", "10.0.0.*", "**");

    private final Random random;
    private final List<String> patternNames;
    private final List<VerifiedPrincipal> principals;
    private final List<ResourceType> types;
    private final List<Operation> operations;

    SomeRules(Random random) {
        this.random = random;
        patternNames = few(PATTERN_NAMES);
        principals = few(PRINCIPALS);
        types = few(List.of(ResourceType.values()));
        operations = random.nextBoolean() ? List.of(Operation.values()) : few(List.of(Operation.values()));
    }

    /** At most so many. */
    Set<AccessRule> rules(int count) {
        Set<AccessRule> rules = new HashSet<>();
        for (int i = 0; i < count; i++) {
            rules.add(rule());
        }
        return rules;
    }

    AccessRule rule() {
        ResourcePattern pattern =
                new ResourcePattern(one(types), one(patternNames), one(List.of(PatternType.values())));
        return new AccessRule(
                pattern,
                rarely() ? AccessRule.EVERYBODY : one(principals).toString(),
                host(),
                one(operations),
                rarely() ? Permission.DENY : Permission.ALLOW);
    }

    Asker asker() {
        return Asker.of(rarely() ? one(PRINCIPALS) : one(principals), one(ADDRESSES));
    }

    Operation operation() {
        return rarely() ? one(List.of(Operation.values())) : one(operations);
    }

    ResourceType type() {
        return rarely() ? one(List.of(ResourceType.values())) : one(types);
    }

    /** Of a resource. */
    String name() {
        return switch (random.nextInt(8)) {
            case 0 -> one(PATTERN_NAMES);
            case 1 -> one(OTHER_NAMES);
            case 2, 3 -> one(patternNames) + one(PATTERN_NAMES);
            default -> one(patternNames);
        };
    }

    AclFilter filter() {
        return new AclFilter(
                maybe(this::type),
                maybe(() -> rarely() ? name() : one(patternNames)),
                one(List.of(PatternFilter.values())),
                maybe(() -> rarely() ? AccessRule.EVERYBODY : one(principals).toString()),
                maybe(this::host),
                maybe(this::operation),
                maybe(() -> one(List.of(Permission.values()))));
    }

    private String host() {
        return switch (random.nextInt(16)) {
            case 0 -> one(ODD_HOSTS);
            case 1, 2, 3, 4 -> one(ADDRESSES).getHostAddress();
            default -> AccessRule.ANY_HOST;
        };
    }

    private boolean rarely() {
        return random.nextInt(4) == 0;
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> T one(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** One to six of them. */
    private <T> List<T> few(List<T> values) {
        List<T> drawn = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            drawn.add(one(values));
        }
        return drawn;
    }
}
