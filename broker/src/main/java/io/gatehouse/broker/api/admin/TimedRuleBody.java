package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.broker.api.security.RuleNames;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an administrator wants to allow or to deny for a time.
 *
 * @param texts the members of the body
 */
record TimedRuleBody(Map<String, String> texts) {
    private static final String FOR = "for";

    static final Set<String> MEMBERS = Set.of(
            "permission",
            "principal",
            "host",
            "operation",
            "resource",
            "pattern",
            "name",
            TimedRuleJson.FROM,
            TimedRuleJson.UNTIL,
            FOR,
            TimedRuleJson.REASON);

    /** @throws AdminRefusal for what is none, for one that is over, and for what Kafka's rules may not be either */
    TimedRule read(String id, AdminCaller caller) {
        requireText();
        Optional<Instant> from = time(TimedRuleJson.FROM);
        Instant begin = from.filter(caller.now()::isBefore).orElse(caller.now());
        Instant until = until(begin);
        if (!until.isAfter(begin)) {
            throw AdminRefusal.bad("until (expected: a time to come, behind from)");
        }
        return new TimedRule(
                id, rule(), from.filter(caller.now()::isBefore), until, reason(), caller.principal(), caller.now());
    }

    /** Halves of characters could not be stored. */
    private void requireText() {
        texts.forEach((name, value) -> {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
                throw AdminRefusal.bad(name + " (expected: a text with whole characters)");
            }
        });
    }

    private AccessRule rule() {
        Permission permission =
                word("permission", Permission.ALLOW.text(), Permission::ofText, Permission.values(), Permission::text);
        Operation operation = word("operation", "", Operation::ofText, Operation.values(), Operation::text);
        ResourceType type = word("resource", "", ResourceType::ofText, ResourceType.values(), ResourceType::text);
        PatternType pattern = word(
                "pattern", PatternType.LITERAL.text(), PatternType::ofText, PatternType.values(), PatternType::text);
        String name = texts.getOrDefault("name", type == ResourceType.CLUSTER ? ResourcePattern.CLUSTER_NAME : "");
        String principal = texts.getOrDefault("principal", "");
        String host = texts.getOrDefault("host", AccessRule.ANY_HOST);
        RuleNames.refusal(type, pattern, name, principal, host).ifPresent(sentence -> {
            throw AdminRefusal.bad(sentence);
        });
        return new AccessRule(new ResourcePattern(type, name, pattern), principal, host, operation, permission);
    }

    private <T> T word(
            String member, String otherwise, Function<String, Optional<T>> read, T[] known, Function<T, String> text) {
        String given = texts.getOrDefault(member, otherwise);
        return read.apply(given)
                .orElseThrow(() -> AdminRefusal.bad(member + " " + PeerText.escaped(given) + " (expected: one of "
                        + Stream.of(known).map(text).collect(Collectors.joining(", ")) + ")"));
    }

    private Instant until(Instant begin) {
        Optional<Instant> end = time(TimedRuleJson.UNTIL);
        Optional<Duration> length = Optional.ofNullable(texts.get(FOR))
                .map(text -> TimeText.read(text)
                        .orElseThrow(() -> AdminRefusal.bad(
                                FOR + " " + PeerText.escaped(text) + " (expected: a time such as 30m, 12h or 7d)")));
        if (end.isPresent() == length.isPresent()) {
            throw AdminRefusal.bad("the end (expected: until or for)");
        }
        return end.orElseGet(() -> begin.plus(length.orElseThrow()));
    }

    /** To the millisecond, as it is stored. */
    private Optional<Instant> time(String member) {
        return Optional.ofNullable(texts.get(member)).map(text -> {
            try {
                return Instant.ofEpochMilli(Instant.parse(text).toEpochMilli());
            } catch (DateTimeException | ArithmeticException e) {
                throw AdminRefusal.bad(
                        member + " " + PeerText.escaped(text) + " (expected: a time such as 2030-01-31T12:00:00Z)");
            }
        });
    }

    /** Whoever sees the rule later wants to know why it is there. */
    private String reason() {
        String reason = texts.getOrDefault(TimedRuleJson.REASON, "");
        if (reason.isBlank()
                || reason.length() > TimedRule.REASON_CHARS_MAX
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw AdminRefusal.bad(
                    "reason (expected: one, of at most " + TimedRule.REASON_CHARS_MAX + " characters on one line)");
        }
        return reason;
    }
}
