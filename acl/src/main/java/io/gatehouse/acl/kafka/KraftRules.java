package io.gatehouse.acl.kafka;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.metadata.authorizer.StandardAcl;

/**
 * The rules that KRaft keeps, as ours. Those that ours cannot say (a name with a {@code /}, a principal without a name) stand
 * beside them, and the resources that they speak of are refused. Thread: any, one at a time.
 */
final class KraftRules {
    private final Map<Uuid, StandardAcl> all = new HashMap<>();
    private final Map<ResourcePattern, Map<Uuid, AccessRule>> ours = new HashMap<>();
    private final Map<Uuid, StandardAcl> unsaid = new HashMap<>();
    private AclSnapshot snapshot = AclSnapshot.EMPTY;

    synchronized AclSnapshot snapshot() {
        return snapshot;
    }

    synchronized Set<StandardAcl> unsaid() {
        return Set.copyOf(unsaid.values());
    }

    synchronized int size() {
        return all.size();
    }

    synchronized Collection<AclBinding> matching(AclBindingFilter filter) {
        return all.values().stream()
                .map(StandardAcl::toBinding)
                .filter(filter::matches)
                .toList();
    }

    /** These and no others. */
    synchronized void load(Map<Uuid, StandardAcl> rules) {
        all.clear();
        ours.clear();
        unsaid.clear();
        rules.forEach(this::put);
        snapshot = new AclSnapshot(ours.values().stream()
                .flatMap(ofPattern -> ofPattern.values().stream())
                .toList());
    }

    synchronized void add(Uuid id, StandardAcl rule) {
        put(id, rule).ifPresent(this::changed);
    }

    /** @throws IllegalStateException if there is none of this id */
    synchronized void remove(Uuid id) {
        StandardAcl rule = all.remove(id);
        if (rule == null) {
            throw new IllegalStateException("rule " + id + " is not there (expected: one that was added)");
        }
        unsaid.remove(id);
        said(rule).map(AccessRule::pattern).ifPresent(pattern -> {
            ours.getOrDefault(pattern, Map.of()).remove(id);
            changed(pattern);
        });
    }

    private Optional<ResourcePattern> put(Uuid id, StandardAcl rule) {
        all.put(id, rule);
        Optional<AccessRule> said = said(rule);
        said.ifPresentOrElse(
                known -> ours.computeIfAbsent(known.pattern(), any -> new HashMap<>())
                        .put(id, known),
                () -> {
                    if (Operation.ofCode(rule.operation().code()).isPresent()) { // Others nobody may but super users.
                        unsaid.put(id, rule);
                    }
                });
        return said.map(AccessRule::pattern);
    }

    private void changed(ResourcePattern pattern) {
        Map<Uuid, AccessRule> rules = ours.getOrDefault(pattern, Map.of());
        snapshot = snapshot.with(Map.of(pattern, new HashSet<>(rules.values())));
        if (rules.isEmpty()) {
            ours.remove(pattern);
        }
    }

    private static Optional<AccessRule> said(StandardAcl rule) {
        Optional<ResourceType> type = ResourceType.ofCode(rule.resourceType().code());
        Optional<PatternType> pattern = PatternType.ofCode(rule.patternType().code());
        Optional<Operation> operation = Operation.ofCode(rule.operation().code());
        Optional<Permission> permission =
                Permission.ofCode(rule.permissionType().code());
        if (type.isEmpty() || pattern.isEmpty() || operation.isEmpty() || permission.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AccessRule(
                    new ResourcePattern(type.get(), rule.resourceName(), pattern.get()),
                    rule.principal(),
                    rule.host(),
                    operation.get(),
                    permission.get()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
