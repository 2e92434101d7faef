package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.broker.api.security.QuotaLimits;
import io.gatehouse.broker.api.security.QuotaPart;
import io.gatehouse.broker.api.security.RuleNames;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.zk.PolicyChange.Limit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a plan changes, as it was sent.
 *
 * @param revision what it starts from
 * @param plan what it is called in the audit
 */
record PolicyBody(
        String revision,
        Optional<String> plan,
        Set<AccessRule> added,
        Set<AccessRule> removed,
        Map<QuotaEntity, Map<QuotaKey, Limit>> limits,
        PolicyCredentials credentials) {
    private static final Pattern REVISION = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PLAN = Pattern.compile("[0-9a-f]{16}");
    private static final String LIMITS = "limits";
    private static final Set<String> MEMBERS = Set.of("revision", "plan", "rules", "quotas", "credentials");
    private static final Set<String> RULE =
            Set.of("permission", "principal", "host", "operation", "resource", "pattern", "name");

    /** @throws AdminRefusal for whatever is not as it should be */
    static PolicyBody read(JsonMembers body) {
        body.known(MEMBERS);
        String revision = matching(body, "revision", REVISION, "64 hexadecimal digits, as GET /v1/policy tells them");
        Optional<String> plan = body.has("plan")
                ? Optional.of(matching(body, "plan", PLAN, "16 hexadecimal digits"))
                : Optional.empty();
        JsonMembers rules = body.object("rules", Set.of("add", "remove"));
        Set<AccessRule> seen = new HashSet<>();
        return new PolicyBody(
                revision,
                plan,
                rules(rules, "add", seen),
                rules(rules, "remove", seen),
                quotas(body),
                PolicyCredentials.read(body));
    }

    boolean changesRules() {
        return !added.isEmpty() || !removed.isEmpty();
    }

    private static String matching(JsonMembers body, String name, Pattern pattern, String expected) {
        String text = body.text(name);
        if (!pattern.matcher(text).matches()) {
            throw AdminRefusal.bad(name + " (expected: " + expected + ")");
        }
        return text;
    }

    /** @param seen rules that were read before */
    private static Set<AccessRule> rules(JsonMembers rules, String name, Set<AccessRule> seen) {
        Set<AccessRule> read = new LinkedHashSet<>();
        for (JsonMembers each : rules.list(name, RULE)) {
            RULE.forEach(each::text);
            AccessRule rule =
                    RuleJson.read(each.node()).orElseThrow(() -> each.wrong("a rule, as GET /v1/policy writes them"));
            if (name.equals("add")) {
                refuse(each, rule);
            }
            if (!seen.add(rule)) {
                throw each.wrong("each rule once");
            }
            read.add(rule);
        }
        return read;
    }

    private static void refuse(JsonMembers each, AccessRule rule) {
        ResourcePattern pattern = rule.pattern();
        RuleNames.refusal(pattern.type(), pattern.patternType(), pattern.name(), rule.principal(), rule.host())
                .ifPresent(sentence -> {
                    throw AdminRefusal.bad(each.where() + ": " + sentence);
                });
    }

    private static Map<QuotaEntity, Map<QuotaKey, Limit>> quotas(JsonMembers body) {
        Set<String> members = new HashSet<>(Set.of(LIMITS));
        List.of(QuotaPart.values()).forEach(part -> members.add(part.word()));
        Map<QuotaEntity, Map<QuotaKey, Limit>> quotas = new HashMap<>();
        for (JsonMembers each : body.list("quotas", members)) {
            QuotaEntity entity = entity(each);
            if (quotas.put(entity, limits(each, entity)) != null) {
                throw each.wrong("each user, client id and address once");
            }
        }
        return quotas;
    }

    private static QuotaEntity entity(JsonMembers each) {
        Map<QuotaPart, QuotaEntity.Part> parts = new EnumMap<>(QuotaPart.class);
        for (QuotaPart part : QuotaPart.values()) {
            if (each.has(part.word())) {
                parts.put(part, new QuotaEntity.Part(each.textOrNull(part.word())));
            }
        }
        return QuotaPart.combined(parts).orElseThrow(() -> each.wrong("user, client-id, both, or ip alone"));
    }

    private static Map<QuotaKey, Limit> limits(JsonMembers quota, QuotaEntity entity) {
        Map<QuotaKey, Limit> limits = new EnumMap<>(QuotaKey.class);
        JsonMembers given =
                new JsonMembers(quota.where() + "." + LIMITS, quota.node().path(LIMITS));
        for (var member : given.node().properties()) {
            QuotaKey key = QuotaLimits.key(entity, member.getKey())
                    .orElseThrow(() -> given.wrong("of this entity " + QuotaLimits.keys(entity)));
            JsonMembers change = new JsonMembers(given.where() + "." + key.text(), member.getValue());
            limits.put(key, limit(change.known(Set.of("from", "to")), key));
        }
        if (limits.isEmpty()) {
            throw given.wrong("an object with at least one limit");
        }
        if (limits.values().stream().anyMatch(limit -> limit.to().isPresent())) {
            refuse(quota, entity);
        }
        return limits;
    }

    private static Limit limit(JsonMembers change, QuotaKey key) {
        OptionalDouble from = change.number("from");
        OptionalDouble to = change.number("to");
        if (to.isPresent()) {
            QuotaLimits.refusal(key, to.getAsDouble()).ifPresent(sentence -> {
                throw AdminRefusal.bad(change.where() + ": " + sentence);
            });
            to = OptionalDouble.of(QuotaLimits.stored(key, to.getAsDouble()));
        }
        if (from.equals(to)) {
            throw change.wrong("another value than from in to");
        }
        return new Limit(from, to);
    }

    /** What is there already may be taken away, whatever it is called. */
    private static void refuse(JsonMembers quota, QuotaEntity entity) {
        for (QuotaPart part : QuotaPart.values()) {
            part.of(entity)
                    .flatMap(QuotaEntity.Part::name)
                    .flatMap(part::refusal)
                    .ifPresent(sentence -> {
                        throw AdminRefusal.bad(quota.where() + ": " + sentence);
                    });
        }
    }
}
