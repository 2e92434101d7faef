package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.Optional;

/** What may stand in a new access rule, whichever way it comes: what could not be stored or could never match is refused. */
public final class RuleNames {
    /** As long as a topic's name may be. */
    private static final int TOPIC_NAME_MAX = 249;

    /** Groups and transactional ids may be longer; a znode's path must stay within its limits. */
    private static final int NAME_MAX = 1_000;

    private RuleNames() {}

    /** What is wrong with a rule's names, as a sentence for whoever wants to add it. */
    public static Optional<String> refusal(
            ResourceType type, PatternType patternType, String name, String principal, String host) {
        return resourceRefusal(type, patternType, name)
                .or(() -> principalRefusal(principal))
                .or(() -> hostRefusal(host));
    }

    private static Optional<String> resourceRefusal(ResourceType type, PatternType patternType, String name) {
        if (name.isEmpty()) {
            return Optional.of("resource name is empty (expected: at least one character)");
        }
        if (type == ResourceType.CLUSTER
                && !(name.equals(ResourcePattern.CLUSTER_NAME) && patternType == PatternType.LITERAL)) {
            return Optional.of("cluster resource (expected: the literal name " + ResourcePattern.CLUSTER_NAME + ")");
        }
        int longest = type == ResourceType.TOPIC ? TOPIC_NAME_MAX : NAME_MAX;
        if (name.length() > longest) {
            return Optional.of("resource name of " + name.length() + " characters (expected: at most " + longest + ")");
        }
        return storable(name)
                ? Optional.empty()
                : Optional.of("resource name (expected: no '/', no control character, not '.' or '..')");
    }

    /** What ZooKeeper takes as one part of a path. */
    private static boolean storable(String name) {
        return !name.equals(".") && !name.equals("..") && name.chars().allMatch(RuleNames::storable);
    }

    private static boolean storable(int c) {
        boolean control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
        boolean halfOrPrivate = (c >= 0xd800 && c <= 0xf8ff) || c >= 0xfff0;
        return c != '/' && !control && !halfOrPrivate;
    }

    private static Optional<String> principalRefusal(String principal) {
        return VerifiedPrincipal.parse(principal).isPresent()
                ? Optional.empty()
                : Optional.of("principal (expected: Type:name, for example User:alice)");
    }

    // A rule for a host's name would be stored and never match: fatal for one that denies.
    private static Optional<String> hostRefusal(String host) {
        return host.equals(AccessRule.ANY_HOST) || AddressRange.parse(host).isPresent()
                ? Optional.empty()
                : Optional.of("host (expected: *, an IPv4 or IPv6 address, or a network such as 10.0.0.0/8 with no bits"
                        + " behind its prefix; names never match)");
    }
}
