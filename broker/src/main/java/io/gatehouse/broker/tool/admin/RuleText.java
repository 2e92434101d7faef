package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.broker.api.admin.RuleJson;
import io.gatehouse.broker.tool.ToolRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Access rules for people: as a sentence, and as the command that adds or removes them. */
final class RuleText {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9._:=,/@+-]+");

    private RuleText() {}

    static AccessRule read(JsonNode from) {
        return RuleJson.read(from)
                .orElseThrow(() -> new ToolRefusal("a rule that is not known here: " + from
                        + " (expected: permission, principal, host, operation, resource, pattern and name)"));
    }

    static List<AccessRule> readAll(JsonNode list) {
        List<AccessRule> rules = new ArrayList<>();
        list.forEach(each -> rules.add(read(each)));
        return rules;
    }

    /** With its times, if it is one for a time. */
    static String sentence(JsonNode from) {
        StringBuilder text = new StringBuilder(read(from).text());
        if (forATime(from)) {
            if (from.has("from")) {
                text.append(", from ").append(from.path("from").asText());
            }
            text.append(", until ")
                    .append(from.path("until").asText())
                    .append(" (")
                    .append(from.path("id").asText())
                    .append(')');
        }
        return text.toString();
    }

    /** Whether the rule ends by itself. */
    static boolean forATime(JsonNode from) {
        return from.has("until");
    }

    /** How a rule is removed, as a line that a shell takes. */
    static String removal(JsonNode from) {
        return forATime(from)
                ? "gatehouse acls revoke --id " + quoted(from.path("id").asText())
                : command("--remove", read(from));
    }

    /** A line that a shell takes. */
    static String command(String action, AccessRule rule) {
        String who = rule.permission() == Permission.ALLOW ? "--allow" : "--deny";
        List<String> words = new ArrayList<>(List.of("kafka-acls.sh", action, who + "-principal", rule.principal()));
        if (!rule.host().equals(AccessRule.ANY_HOST)) {
            words.addAll(List.of(who + "-host", rule.host()));
        }
        words.addAll(List.of("--operation", rule.operation().text()));
        switch (rule.pattern().type()) {
            case TOPIC -> words.addAll(List.of("--topic", rule.pattern().name()));
            case GROUP -> words.addAll(List.of("--group", rule.pattern().name()));
            case CLUSTER -> words.add("--cluster");
            case TRANSACTIONAL_ID ->
                words.addAll(List.of("--transactional-id", rule.pattern().name()));
            case DELEGATION_TOKEN ->
                words.addAll(List.of("--delegation-token", rule.pattern().name()));
            case USER -> words.addAll(List.of("--user-principal", rule.pattern().name()));
        }
        if (rule.pattern().patternType() == PatternType.PREFIXED) {
            words.addAll(List.of(
                    "--resource-pattern-type",
                    rule.pattern().patternType().text().toLowerCase(Locale.ROOT)));
        }
        return words.stream().map(RuleText::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return NEEDS_NO_QUOTES.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
