package io.gatehouse.broker.tool.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.broker.api.security.QuotaLimits;
import io.gatehouse.broker.api.security.QuotaPart;
import io.gatehouse.broker.tool.ToolRefusal;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import io.gatehouse.quotas.QuotaKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the parts of a policy: of a file, and of what a broker answers. Whatever is not understood is refused with where it
 * stands, since what is overlooked would be left out of what is applied.
 */
final class PolicyReader {
    static final String USERS = "users";
    static final String ROLES = "roles";
    static final String RULES = "rules";
    static final String QUOTAS = "quotas";

    private static final Set<String> OF_USER = Set.of("name", "mechanisms", "password");
    private static final Set<String> OF_ROLE = Set.of("members", RULES);
    private static final Set<String> OF_RIGHT =
            Set.of("permission", "host", "operation", "resource", "pattern", "name");
    private static final Set<String> OF_RULE =
            Stream.concat(OF_RIGHT.stream(), Stream.of("principal")).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> OF_QUOTA = Set.of("user", "client-id", "ip", "limits");

    private static final Words<Permission> PERMISSIONS =
            Words.of(Permission::ofText, Permission.values(), Permission::text);
    private static final Words<Operation> OPERATIONS = Words.of(Operation::ofText, Operation.values(), Operation::text);
    private static final Words<ResourceType> TYPES =
            Words.of(ResourceType::ofText, ResourceType.values(), ResourceType::text);
    private static final Words<PatternType> PATTERNS =
            Words.of(PatternType::ofText, PatternType.values(), PatternType::text);

    private PolicyReader() {}

    /** What may stand somewhere, and how it is read. */
    private record Words<T>(Function<String, Optional<T>> read, String known) {
        static <T> Words<T> of(Function<String, Optional<T>> read, T[] all, Function<T, String> text) {
            return new Words<>(read, Stream.of(all).map(text).collect(Collectors.joining(", ", "one of ", "")));
        }
    }

    /** @param parts an object with any of the four */
    static Policy read(JsonNode parts) {
        return new Policy(
                parts.has(USERS) ? Optional.of(users(parts.get(USERS))) : Optional.empty(),
                parts.has(RULES) || parts.has(ROLES) ? Optional.of(rules(parts)) : Optional.empty(),
                parts.has(QUOTAS) ? Optional.of(limits(parts.get(QUOTAS))) : Optional.empty());
    }

    private static Map<String, Policy.Login> users(JsonNode list) {
        Map<String, Policy.Login> users = new TreeMap<>();
        int i = 0;
        for (JsonNode each : array(list, USERS)) {
            String where = USERS + "[" + i++ + "]";
            members(each, OF_USER, where);
            String name = text(each, "name", where, "");
            if (name.isEmpty()) {
                throw wrong(where + ".name", "the name of a user");
            }
            Set<ScramHash> mechanisms = EnumSet.noneOf(ScramHash.class);
            for (JsonNode mechanism : array(each.path("mechanisms"), where + ".mechanisms")) {
                mechanisms.add(ScramHash.ofMechanism(mechanism.asText())
                        .orElseThrow(() -> wrong(where + ".mechanisms", "SCRAM-SHA-256 and SCRAM-SHA-512")));
            }
            if (users.put(name, new Policy.Login(mechanisms, password(each, where))) != null) {
                throw wrong(where + ".name " + PeerText.escaped(name), "each user once");
            }
        }
        return users;
    }

    /** What stands there is not shown: it may be a password after all. */
    private static Optional<PasswordSource> password(JsonNode user, String where) {
        return user.has("password")
                ? Optional.of(PasswordSource.of(text(user, "password", where, ""))
                        .orElseThrow(() -> wrong(
                                where + ".password", "file:PATH or env:NAME; the password itself is not for here")))
                : Optional.empty();
    }

    private static Set<AccessRule> rules(JsonNode parts) {
        Set<AccessRule> rules = new HashSet<>();
        if (parts.has(RULES)) {
            int i = 0;
            for (JsonNode each : array(parts.get(RULES), RULES)) {
                String where = RULES + "[" + i++ + "]";
                members(each, OF_RULE, where);
                rules.add(rule(each, text(each, "principal", where, ""), where));
            }
        }
        if (parts.has(ROLES)) {
            if (!parts.get(ROLES).isObject()) {
                throw wrong(ROLES, "an object with a member for each role");
            }
            parts.get(ROLES).properties().forEach(role -> rules.addAll(ofRole(role.getKey(), role.getValue())));
        }
        return rules;
    }

    /** A bundle of rights with a name, and a rule of each of them for everybody who is given it. */
    private static List<AccessRule> ofRole(String name, JsonNode role) {
        String where = ROLES + "." + PeerText.escaped(name);
        members(role, OF_ROLE, where);
        List<AccessRule> rules = new ArrayList<>();
        int i = 0;
        for (JsonNode right : array(role.path(RULES), where + "." + RULES)) {
            String at = where + "." + RULES + "[" + i++ + "]";
            members(right, OF_RIGHT, at);
            for (JsonNode member : array(role.path("members"), where + ".members")) {
                rules.add(rule(right, member.asText(), at));
            }
        }
        return rules;
    }

    private static AccessRule rule(JsonNode from, String principal, String where) {
        Permission permission = word(from, "permission", where, Permission.ALLOW.text(), PERMISSIONS);
        Operation operation = word(from, "operation", where, "", OPERATIONS);
        ResourceType type = word(from, "resource", where, "", TYPES);
        PatternType pattern = word(from, "pattern", where, PatternType.LITERAL.text(), PATTERNS);
        String name = text(from, "name", where, type == ResourceType.CLUSTER ? ResourcePattern.CLUSTER_NAME : "");
        String host = text(from, "host", where, AccessRule.ANY_HOST);
        try {
            return new AccessRule(new ResourcePattern(type, name, pattern), principal, host, operation, permission);
        } catch (IllegalArgumentException e) {
            throw new ToolRefusal(where + ": " + e.getMessage());
        }
    }

    private static <T> T word(JsonNode from, String member, String where, String otherwise, Words<T> words) {
        String given = text(from, member, where, otherwise);
        return words.read()
                .apply(given)
                .orElseThrow(() -> wrong(where + "." + member + " " + PeerText.escaped(given), words.known()));
    }

    private static Map<QuotaEntity, Map<QuotaKey, Double>> limits(JsonNode list) {
        Map<QuotaEntity, Map<QuotaKey, Double>> all = new HashMap<>();
        int i = 0;
        for (JsonNode each : array(list, QUOTAS)) {
            String where = QUOTAS + "[" + i++ + "]";
            members(each, OF_QUOTA, where);
            QuotaEntity entity = entity(each, where);
            if (all.put(entity, limits(each.path("limits"), entity, where + ".limits")) != null) {
                throw wrong(where + " " + PeerText.escaped(Entities.text(entity)), "each of them once");
            }
        }
        return all;
    }

    private static QuotaEntity entity(JsonNode from, String where) {
        Map<QuotaPart, Part> parts = new EnumMap<>(QuotaPart.class);
        for (QuotaPart part : QuotaPart.values()) {
            part(from, part.word(), where).ifPresent(given -> parts.put(part, given));
        }
        return QuotaPart.combined(parts).orElseThrow(() -> wrong(where, "user, client-id, both, or ip alone"));
    }

    /** Null is whoever has no limit by name. */
    private static Optional<Part> part(JsonNode from, String member, String where) {
        if (!from.has(member)) {
            return Optional.empty();
        }
        if (from.get(member).isNull()) {
            return Optional.of(Part.DEFAULT);
        }
        String name = text(from, member, where, "");
        if (name.isEmpty()) {
            throw wrong(where + "." + member, "a name, or null for all that have no limit by name");
        }
        return Optional.of(Part.named(name));
    }

    private static Map<QuotaKey, Double> limits(JsonNode from, QuotaEntity entity, String where) {
        if (!from.isObject()) {
            throw wrong(where, "an object with numbers");
        }
        Map<QuotaKey, Double> limits = new EnumMap<>(QuotaKey.class);
        from.properties().forEach(limit -> {
            QuotaKey key = QuotaLimits.key(entity, limit.getKey())
                    .orElseThrow(() -> wrong(where + " " + PeerText.escaped(limit.getKey()), QuotaLimits.keys(entity)));
            if (!limit.getValue().isNumber()) {
                throw wrong(where + "." + key.text(), "a number");
            }
            limits.put(key, limit.getValue().asDouble());
        });
        return limits;
    }

    private static JsonNode array(JsonNode list, String where) {
        if (!list.isArray()) {
            throw wrong(where, "a list");
        }
        return list;
    }

    private static String text(JsonNode from, String member, String where, String otherwise) {
        JsonNode text = from.path(member);
        if (text.isMissingNode()) {
            return otherwise;
        }
        if (!text.isTextual()) {
            throw wrong(where + "." + member, "a text");
        }
        return text.textValue();
    }

    static void members(JsonNode object, Set<String> known, String where) {
        if (!object.isObject()) {
            throw wrong(where, "an object");
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw wrong(
                        where + " has " + PeerText.escaped(name),
                        "only " + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        });
    }

    static ToolRefusal wrong(String found, String expected) {
        return new ToolRefusal(found + " (expected: " + expected + ")");
    }
}
