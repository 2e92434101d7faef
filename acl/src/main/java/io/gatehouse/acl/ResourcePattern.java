package io.gatehouse.acl;

/**
 * The resources a rule speaks of: one name, every name (literal {@code *}), or all names with a prefix (CONFORMANCE
 * AZN-14, AZN-15).
 */
public record ResourcePattern(ResourceType type, String name, PatternType patternType) {
    /** The literal name that stands for every resource of a type. */
    public static final String WILDCARD = "*";

    /** The only name of a cluster resource (CONFORMANCE AZN-17). */
    public static final String CLUSTER_NAME = "kafka-cluster";

    public ResourcePattern {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("resource name is empty (expected: at least one character)");
        }
        if (name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("resource name with '/' (expected: none, it would break znode paths)");
        }
    }

    public static ResourcePattern literal(ResourceType type, String name) {
        return new ResourcePattern(type, name, PatternType.LITERAL);
    }

    public static ResourcePattern prefixed(ResourceType type, String name) {
        return new ResourcePattern(type, name, PatternType.PREFIXED);
    }

    /** Whether a rule on this pattern speaks of the resource {@code resourceName}. */
    public boolean covers(String resourceName) {
        return patternType == PatternType.PREFIXED
                ? resourceName.startsWith(name)
                : name.equals(resourceName) || name.equals(WILDCARD);
    }
}
