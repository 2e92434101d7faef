package io.gatehouse.acl;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All access rules at one moment. Immutable; replaced whole by {@link AclEngine#replace}. */
public final class AclSnapshot {
    public static final AclSnapshot EMPTY = new AclSnapshot(Set.of());

    private final Set<AccessRule> rules;
    private final Map<ResourceType, List<AccessRule>> byType;

    public AclSnapshot(Collection<AccessRule> rules) {
        this.rules = Set.copyOf(rules);
        this.byType = Map.copyOf(this.rules.stream()
                .collect(Collectors.groupingBy(rule -> rule.pattern().type())));
    }

    public Set<AccessRule> rules() {
        return rules;
    }

    /** The rules whose pattern covers a resource, of any principal. */
    Stream<AccessRule> covering(ResourceType type, String name) {
        return byType.getOrDefault(type, List.of()).stream()
                .filter(rule -> rule.pattern().covers(name));
    }

    List<AccessRule> ofType(ResourceType type) {
        return byType.getOrDefault(type, List.of());
    }
}
