package io.gatehouse.zk.znode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.auth.audit.DiagnosticIds;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A rule for a time, and the news that it came or went. Kafka has neither. */
public final class TimedRuleZnode {
    public static final String FOLDER = "/gatehouse/timed-rules";
    public static final String CHANGES = "/gatehouse/timed_rule_changes";

    /** The begin of each name; ZooKeeper adds ten digits. */
    public static final String CHANGE = "timed_rule_change_";

    private static final String EXPECTED =
            "{\"version\":1,\"permission\":\"Allow\",\"principal\":\"User:alice\",\"host\":\"*\",\"operation\":\"Read\","
                    + "\"resource\":\"Topic\",\"pattern\":\"Literal\",\"name\":\"orders\",\"from\":\"MILLIS\","
                    + "\"until\":\"MILLIS\",\"reason\":\"text\",\"by\":\"User:admin\",\"since\":\"MILLIS\"},"
                    + " an empty text where it begins at once";

    private static final Set<String> FIELDS = Set.of(
            "permission",
            "principal",
            "host",
            "operation",
            "resource",
            "pattern",
            "name",
            "from",
            "until",
            "reason",
            "by",
            "since");

    private TimedRuleZnode() {}

    public static boolean isId(String text) {
        return DiagnosticIds.legal(text);
    }

    public static String path(String id) {
        return FOLDER + "/" + id;
    }

    public static byte[] encode(TimedRule timed) {
        AccessRule rule = timed.rule();
        ObjectNode node = ZnodeJson.object().put("version", 1);
        node.put("permission", rule.permission().text());
        node.put("principal", rule.principal());
        node.put("host", rule.host());
        node.put("operation", rule.operation().text());
        node.put("resource", rule.pattern().type().text());
        node.put("pattern", rule.pattern().patternType().text());
        node.put("name", rule.pattern().name());
        node.put("from", timed.from().map(TimedRuleZnode::text).orElse(""));
        node.put("until", text(timed.until()));
        node.put("reason", timed.reason());
        node.put("by", timed.by().toString());
        node.put("since", text(timed.since()));
        return ZnodeJson.bytes(node);
    }

    /** @param id from the znode's name */
    public static TimedRule decode(String id, byte[] data) {
        JsonNode node = ZnodeJson.parse(data, 1, FIELDS, EXPECTED);
        try {
            return new TimedRule(
                    id,
                    rule(node),
                    Optional.of(text(node, "from"))
                            .filter(text -> !text.isEmpty())
                            .map(TimedRuleZnode::instant),
                    instant(text(node, "until")),
                    text(node, "reason"),
                    known(VerifiedPrincipal.parse(text(node, "by"))),
                    instant(text(node, "since")));
        } catch (IllegalArgumentException e) {
            throw new MalformedZnode(EXPECTED);
        }
    }

    private static AccessRule rule(JsonNode node) {
        return new AccessRule(
                new ResourcePattern(
                        known(ResourceType.ofText(text(node, "resource"))),
                        text(node, "name"),
                        known(PatternType.ofText(text(node, "pattern")))),
                text(node, "principal"),
                text(node, "host"),
                known(Operation.ofText(text(node, "operation"))),
                known(Permission.ofText(text(node, "permission"))));
    }

    public static byte[] encodeChange(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    /** The id of a rule. */
    public static String decodeChange(byte[] data) {
        String id = new String(data, StandardCharsets.UTF_8);
        if (!isId(id)) {
            throw new MalformedZnode("the id of a rule for a time");
        }
        return id;
    }

    private static String text(JsonNode node, String field) {
        return ZnodeJson.text(node, field, EXPECTED);
    }

    private static <T> T known(Optional<T> word) {
        return word.orElseThrow(() -> new MalformedZnode(EXPECTED));
    }

    private static String text(Instant time) {
        return Long.toString(time.toEpochMilli());
    }

    private static Instant instant(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text));
    }
}
