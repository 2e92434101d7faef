package io.gatehouse.acl;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All access rules at one moment, indexed for deciding: by type, then by pattern, then by principal. Those that last are
 * Kafka's; those for a time decide beside them. Immutable; replaced whole by {@link AclEngine#replace}.
 */
public final class AclSnapshot {
    public static final AclSnapshot EMPTY = new AclSnapshot(Map.of(), Map.of());

    private final Map<ResourceType, TypeRules> byType;

    /** Those among the rules that do not last. */
    private final Map<AccessRule, TimedRule> timed;

    /** Of rules that last. */
    public AclSnapshot(Collection<AccessRule> rules) {
        this(after(Map.of(), byPattern(rules)), Map.of());
    }

    private AclSnapshot(Map<ResourceType, TypeRules> byType, Map<AccessRule, TimedRule> timed) {
        this.byType = byType;
        this.timed = Map.copyOf(timed);
    }

    /**
     * The same, but for the rules on some patterns. Costs much less than all rules anew.
     *
     * @param changed all rules on each of these patterns, which last, none where there are to be none; {@link
     *     IllegalArgumentException} if one is on another pattern
     */
    public AclSnapshot with(Map<ResourcePattern, Set<AccessRule>> changed) {
        changed.forEach((pattern, rules) -> {
            if (!rules.stream().allMatch(rule -> rule.pattern().equals(pattern))) {
                throw new IllegalArgumentException("a rule on another pattern than its own");
            }
        });
        Map<AccessRule, TimedRule> staying = new HashMap<>(timed);
        staying.keySet().removeIf(rule -> changed.containsKey(rule.pattern()));
        return new AclSnapshot(after(byType, changed), staying);
    }

    /**
     * The same with rules for a time beside them. One that is there already lasts as it did; of two for the same the one that
     * ends later is told.
     *
     * @param inForce at this moment
     */
    public AclSnapshot during(Collection<TimedRule> inForce) {
        Map<AccessRule, TimedRule> added = new HashMap<>(timed);
        Map<ResourcePattern, Set<AccessRule>> changed = new HashMap<>();
        for (TimedRule each : inForce) {
            AccessRule rule = each.rule();
            Set<AccessRule> present = rulesOn(rule.pattern());
            if (!present.contains(rule)) {
                changed.computeIfAbsent(rule.pattern(), any -> new HashSet<>(present))
                        .add(rule);
                added.merge(rule, each, (one, other) -> one.until().isBefore(other.until()) ? other : one);
            }
        }
        return changed.isEmpty() ? this : new AclSnapshot(after(byType, changed), added);
    }

    private Set<AccessRule> rulesOn(ResourcePattern pattern) {
        return byType.getOrDefault(pattern.type(), TypeRules.NONE).rulesOn(pattern);
    }

    /** All that decide, in no order; gathered anew each time. */
    public Set<AccessRule> rules() {
        return all().collect(Collectors.toUnmodifiableSet());
    }

    /** What makes a rule hold; empty if it lasts. */
    public Optional<TimedRule> timed(AccessRule rule) {
        return Optional.ofNullable(timed.get(rule));
    }

    /** Of the rules that last those that a filter finds, in no order: whoever lists or removes by filters means Kafka's. */
    public List<AccessRule> lasting(AclFilter filter) {
        return all().filter(rule -> !timed.containsKey(rule) && filter.matches(rule))
                .toList();
    }

    Stream<AccessRule> all() {
        return byType.values().stream().flatMap(TypeRules::rules);
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

    private static Map<ResourcePattern, Set<AccessRule>> byPattern(Collection<AccessRule> rules) {
        return rules.stream().collect(Collectors.groupingBy(AccessRule::pattern, Collectors.toSet()));
    }

    private static Map<ResourceType, TypeRules> after(
            Map<ResourceType, TypeRules> before, Map<ResourcePattern, Set<AccessRule>> changed) {
        Map<ResourceType, Map<ResourcePattern, Set<AccessRule>>> changedByType = new EnumMap<>(ResourceType.class);
        changed.forEach((pattern, rules) -> {
            // Who makes a change hears of it twice, and of the second there is nothing to do.
            if (!rules.equals(
                    before.getOrDefault(pattern.type(), TypeRules.NONE).rulesOn(pattern))) {
                changedByType
                        .computeIfAbsent(pattern.type(), any -> new HashMap<>())
                        .put(pattern, rules);
            }
        });
        Map<ResourceType, TypeRules> after = new EnumMap<>(ResourceType.class);
        after.putAll(before);
        changedByType.forEach((type, ofType) ->
                after.put(type, before.getOrDefault(type, TypeRules.NONE).with(ofType)));
        return after;
    }
}
