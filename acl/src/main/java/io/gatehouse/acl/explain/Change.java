package io.gatehouse.acl.explain;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourcePattern;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to do with the rules so that something is allowed: the refusals that speak of it go, and one rule for just this
 * comes if none is there.
 *
 * @param remove in the order in which rules are shown
 */
public record Change(List<AccessRule> remove, Optional<AccessRule> add) {
    public Change {
        remove = List.copyOf(remove);
    }

    /** What to do about a refusal; empty if no rule can help: there are none yet, or none could name the resource. */
    static Optional<Change> towards(Question asked, AclPolicy policy, List<AccessRule> speaking) {
        AclSnapshot rules = policy.rules();
        if (rules == null) {
            return Optional.empty();
        }
        List<AccessRule> refusals = speaking.stream()
                .filter(rule -> rule.permission() == Permission.DENY)
                .toList();
        Change removing = new Change(refusals, Optional.empty());
        if (!refusals.isEmpty() && asked.ask(removing.on(policy)).allowed()) {
            return Optional.of(removing);
        }
        return rule(asked).map(rule -> new Change(refusals, Optional.of(rule)));
    }

    /** The policy as it would be. */
    public AclPolicy on(AclPolicy policy) {
        AclSnapshot rules = policy.rules();
        Set<AccessRule> changed = rules == null ? new HashSet<>() : new HashSet<>(rules.rules());
        remove.forEach(changed::remove);
        add.ifPresent(changed::add);
        return policy.with(new AclSnapshot(changed));
    }

    /** For nobody else, and for nothing else. */
    private static Optional<AccessRule> rule(Question asked) {
        if (asked.name().isEmpty() || asked.name().indexOf('/') >= 0) {
            return Optional.empty();
        }
        // A literal * would speak of everything.
        ResourcePattern pattern = asked.name().equals(ResourcePattern.WILDCARD)
                ? ResourcePattern.prefixed(asked.type(), asked.name())
                : ResourcePattern.literal(asked.type(), asked.name());
        return Optional.of(new AccessRule(
                pattern,
                asked.subject().principal().toString(),
                AccessRule.ANY_HOST,
                asked.operation(),
                Permission.ALLOW));
    }
}
