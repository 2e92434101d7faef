package io.gatehouse.broker.tool.policy;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.RuleOrder;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.broker.api.security.QuotaLimits;
import io.gatehouse.broker.api.security.QuotaPart;
import io.gatehouse.broker.api.security.RuleNames;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What has to change for one policy to become another, each list in the order in which it is shown. Immutable. */
public record PolicyChanges(
        List<AccessRule> added, List<AccessRule> removed, List<Limit> limits, List<Credential> credentials) {

    /** A limit that is set, changed or taken away. */
    public record Limit(QuotaEntity entity, QuotaKey key, OptionalDouble from, OptionalDouble to) {}

    /**
     * A password that is made or taken away.
     *
     * @param password where one that is made is; empty if the policy does not say
     */
    public record Credential(String user, ScramHash hash, boolean made, Optional<PasswordSource> password) {}

    /** @param now what there is, all parts of it that {@code wanted} has */
    public static PolicyChanges between(Policy now, Policy wanted) {
        Set<AccessRule> present = now.rules().orElse(Set.of());
        Set<AccessRule> rules = wanted.rules().orElse(present);
        return new PolicyChanges(
                without(rules, present),
                without(present, rules),
                wanted.limits()
                        .map(limits -> limits(now.limits().orElse(Map.of()), limits))
                        .orElse(List.of()),
                wanted.users()
                        .map(users -> credentials(now.users().orElse(Map.of()), users))
                        .orElse(List.of()));
    }

    public boolean none() {
        return count() == 0;
    }

    /** What is wrong with something that would be added, if anything is; what is there already may be as it is. */
    public Optional<String> mistake() {
        return Stream.concat(
                        added.stream().flatMap(rule -> mistake(rule).stream()),
                        limits.stream().flatMap(limit -> mistake(limit).stream()))
                .findFirst();
    }

    private static Optional<String> mistake(AccessRule rule) {
        ResourcePattern pattern = rule.pattern();
        return RuleNames.refusal(pattern.type(), pattern.patternType(), pattern.name(), rule.principal(), rule.host())
                .map(sentence -> rule.text() + ": " + sentence);
    }

    private static Optional<String> mistake(Limit limit) {
        Stream<String> names = Stream.of(QuotaPart.values())
                .flatMap(part -> part.of(limit.entity()).flatMap(Part::name).flatMap(part::refusal).stream());
        Stream<String> value =
                limit.to().stream().boxed().flatMap(number -> QuotaLimits.refusal(limit.key(), number).stream());
        return limit.to().isEmpty()
                ? Optional.empty()
                : Stream.concat(names, value)
                        .findFirst()
                        .map(sentence -> Entities.text(limit.entity()) + ": " + sentence);
    }

    public int count() {
        return added.size() + removed.size() + limits.size() + credentials.size();
    }

    private static List<AccessRule> without(Collection<AccessRule> some, Set<AccessRule> others) {
        return some.stream()
                .filter(rule -> !others.contains(rule))
                .sorted(RuleOrder.SHOWN)
                .toList();
    }

    private static List<Limit> limits(
            Map<QuotaEntity, Map<QuotaKey, Double>> now, Map<QuotaEntity, Map<QuotaKey, Double>> wanted) {
        List<Limit> changes = new ArrayList<>();
        Set<QuotaEntity> entities = new HashSet<>(now.keySet());
        entities.addAll(wanted.keySet());
        entities.stream().sorted(QuotaOrder.SHOWN).forEach(entity -> {
            Map<QuotaKey, Double> before = now.getOrDefault(entity, Map.of());
            Map<QuotaKey, Double> after = wanted.getOrDefault(entity, Map.of());
            Stream.of(QuotaKey.values())
                    .map(key -> new Limit(entity, key, value(before, key), value(after, key)))
                    .filter(change -> !change.from().equals(change.to()))
                    .forEach(changes::add);
        });
        return List.copyOf(changes);
    }

    private static OptionalDouble value(Map<QuotaKey, Double> limits, QuotaKey key) {
        Double value = limits.get(key);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static List<Credential> credentials(Map<String, Policy.Login> now, Map<String, Policy.Login> wanted) {
        List<Credential> changes = new ArrayList<>();
        Set<String> users = new TreeSet<>(now.keySet());
        users.addAll(wanted.keySet());
        for (String user : users) {
            Policy.Login nobody = new Policy.Login(Set.of(), Optional.empty());
            Policy.Login before = now.getOrDefault(user, nobody);
            Policy.Login after = wanted.getOrDefault(user, nobody);
            for (ScramHash hash : ScramHash.values()) {
                boolean made = after.mechanisms().contains(hash);
                if (made != before.mechanisms().contains(hash)) {
                    changes.add(new Credential(user, hash, made, made ? after.password() : Optional.empty()));
                }
            }
        }
        return List.copyOf(changes);
    }

    /** The limits as they are afterwards. */
    public Map<QuotaEntity, Map<QuotaKey, Double>> after(Map<QuotaEntity, Map<QuotaKey, Double>> now) {
        Map<QuotaEntity, Map<QuotaKey, Double>> after = new TreeMap<>(QuotaOrder.SHOWN);
        now.forEach((entity, values) -> after.computeIfAbsent(entity, any -> new EnumMap<>(QuotaKey.class))
                .putAll(values));
        for (Limit change : limits) {
            Map<QuotaKey, Double> values = after.computeIfAbsent(change.entity(), any -> new EnumMap<>(QuotaKey.class));
            change.to().ifPresentOrElse(value -> values.put(change.key(), value), () -> values.remove(change.key()));
        }
        return after;
    }
}
