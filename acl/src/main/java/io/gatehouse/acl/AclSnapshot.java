package io.gatehouse.acl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All access rules at one moment, indexed for deciding: by type, then by pattern, then by principal. Immutable; replaced
 * whole by {@link AclEngine#replace}.
 */
public final class AclSnapshot {
    public static final AclSnapshot EMPTY = new AclSnapshot(Set.of());

    private final Set<AccessRule> rules;
    private final Map<ResourceType, TypeRules> byType;

    public AclSnapshot(Collection<AccessRule> rules) {
        this.rules = Set.copyOf(rules);
        this.byType = index(this.rules);
    }

    public Set<AccessRule> rules() {
        return rules;
    }

    /** The rules that a filter finds, in no order. */
    public List<AccessRule> matching(AclFilter filter) {
        return rules.stream().filter(filter::matches).toList();
    }

    /** What the rules say of one resource; null if none speaks of it, whomever for. */
    @Nullable
    Decision decide(Subject subject, Operation operation, ResourceType type, String name) {
        TypeRules ofType = byType.get(type);
        return ofType == null ? null : ofType.decide(subject, operation, name);
    }

    boolean allowsAny(Subject subject, Operation operation, ResourceType type, boolean allowIfNoRule) {
        TypeRules ofType = byType.get(type);
        return ofType == null
                ? allowIfNoRule
                : new AnyResource(subject, operation, allowIfNoRule).allowed(ofType.rulesOf(subject));
    }

    private static Map<ResourceType, TypeRules> index(Set<AccessRule> rules) {
        Map<ResourceType, List<AccessRule>> grouped = new EnumMap<>(ResourceType.class);
        for (AccessRule rule : rules) {
            grouped.computeIfAbsent(rule.pattern().type(), any -> new ArrayList<>())
                    .add(rule);
        }
        Map<ResourceType, TypeRules> indexed = new EnumMap<>(ResourceType.class);
        grouped.forEach((type, ofType) -> indexed.put(type, new TypeRules(ofType)));
        return indexed;
    }
}
