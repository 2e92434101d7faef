package io.gatehouse.zk;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.zk.znode.AccessRulesZnode;
import io.gatehouse.zk.znode.EntityConfigZnode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a change makes of each znode that it touches; refuses where it starts from something that is not so. Knows no
 * ZooKeeper. Immutable.
 */
final class PolicyTarget {
    private static final String PLAN_AGAIN = "; nothing was changed, plan again)";

    private final PolicyChange change;
    private final Map<ResourcePattern, List<AccessRule>> added;
    private final Map<ResourcePattern, List<AccessRule>> removed;
    private final Map<QuotaEntity, List<PolicyChange.Credential>> credentials;

    /** Throws {@link IllegalArgumentException} for names that make no path. */
    PolicyTarget(PolicyChange change) {
        this.change = change;
        this.added = byPattern(change.addedRules());
        this.removed = byPattern(change.removedRules());
        this.credentials = new HashMap<>();
        for (PolicyChange.Credential each : change.credentials()) {
            credentials
                    .computeIfAbsent(ZkScramStore.entity(each.user()), any -> new ArrayList<>())
                    .add(each);
        }
        entities()
                .forEach(entity -> ZkUserConfigs.refusal(entity).ifPresent(refusal -> {
                    throw refusal;
                }));
    }

    /** In the order of their paths, as the entities. */
    List<ResourcePattern> patterns() {
        Set<ResourcePattern> all = new TreeSet<>(Comparator.comparing(AccessRulesZnode::path));
        all.addAll(added.keySet());
        all.addAll(removed.keySet());
        return List.copyOf(all);
    }

    List<QuotaEntity> entities() {
        Set<QuotaEntity> all = new TreeSet<>(Comparator.comparing(EntityConfigZnode::path));
        all.addAll(change.limits().keySet());
        all.addAll(credentials.keySet());
        return List.copyOf(all);
    }

    /** Those that may have to be created. */
    List<ResourcePattern> growingPatterns() {
        return List.copyOf(added.keySet());
    }

    List<QuotaEntity> growingEntities() {
        return entities().stream()
                .filter(entity -> limits(entity).values().stream()
                                .anyMatch(limit -> limit.to().isPresent())
                        || credentials(entity).stream()
                                .anyMatch(each -> each.made().isPresent()))
                .toList();
    }

    /** Those below or at which something may be left that stands for nothing. */
    List<QuotaEntity> untidyEntities() {
        return entities().stream()
                .filter(entity -> entity.clientId().isPresent()
                        || limits(entity).values().stream()
                                .anyMatch(limit -> limit.to().isEmpty())
                        || credentials(entity).stream()
                                .anyMatch(each -> each.made().isEmpty()))
                .toList();
    }

    /** @throws PolicyConflict naming the first that differs */
    Set<AccessRule> rules(ResourcePattern pattern, Set<AccessRule> present) {
        Set<AccessRule> after = new HashSet<>(present);
        for (AccessRule rule : removed.getOrDefault(pattern, List.of())) {
            if (!after.remove(rule)) {
                throw differs("the rule " + rule.text() + " is not there", "there");
            }
        }
        for (AccessRule rule : added.getOrDefault(pattern, List.of())) {
            if (!after.add(rule)) {
                throw differs("the rule " + rule.text() + " is there", "not there");
            }
        }
        return Set.copyOf(after);
    }

    /** @throws PolicyConflict naming the first that differs */
    Map<String, String> settings(QuotaEntity entity, Map<String, String> present) {
        Map<QuotaKey, Double> limits = ZkQuotaStore.limits(entity, present);
        Map<QuotaKey, OptionalDouble> changes = new TreeMap<>();
        new TreeMap<>(limits(entity)).forEach((key, limit) -> {
            Double now = limits.get(key);
            OptionalDouble found = now == null ? OptionalDouble.empty() : OptionalDouble.of(now);
            if (!found.equals(limit.from())) {
                throw differs(
                        key.text() + " of " + EntityConfigZnode.entityPath(entity) + " is " + text(found),
                        text(limit.from()));
            }
            changes.put(key, limit.to());
        });
        Map<String, String> after = ZkQuotaStore.with(present, changes);
        for (PolicyChange.Credential each : credentials(entity)) {
            after = settings(entity, after, each);
        }
        return after;
    }

    private static Map<String, String> settings(
            QuotaEntity entity, Map<String, String> present, PolicyChange.Credential credential) {
        boolean there =
                ZkScramStore.credential(entity, present, credential.hash()).isPresent();
        if (there == credential.made().isPresent()) {
            throw differs(
                    "the " + credential.hash().mechanismName() + " credential of user " + credential.user() + " is "
                            + (there ? "there" : "not there"),
                    there ? "not there" : "there");
        }
        return credential
                .made()
                .map(made -> ZkScramStore.with(present, credential.hash(), made))
                .orElseGet(() -> ZkScramStore.without(present, credential.hash()));
    }

    private Map<QuotaKey, PolicyChange.Limit> limits(QuotaEntity entity) {
        return change.limits().getOrDefault(entity, Map.of());
    }

    private List<PolicyChange.Credential> credentials(QuotaEntity entity) {
        return credentials.getOrDefault(entity, List.of());
    }

    private static Map<ResourcePattern, List<AccessRule>> byPattern(Collection<AccessRule> rules) {
        Map<ResourcePattern, List<AccessRule>> byPattern = new HashMap<>();
        Stream<AccessRule> sorted = rules.stream().sorted(Comparator.comparing(AccessRule::text));
        sorted.forEach(rule -> byPattern
                .computeIfAbsent(rule.pattern(), any -> new ArrayList<>())
                .add(rule));
        return byPattern;
    }

    private static PolicyConflict differs(String found, String expected) {
        return new PolicyConflict(found + " (expected: " + expected + PLAN_AGAIN);
    }

    private static String text(OptionalDouble limit) {
        return limit.isPresent() ? Double.toString(limit.getAsDouble()) : "not set";
    }
}
