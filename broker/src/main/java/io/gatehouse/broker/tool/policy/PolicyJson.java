package io.gatehouse.broker.tool.policy;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.api.admin.QuotaJson;
import io.gatehouse.broker.api.admin.RuleJson;
import io.gatehouse.broker.tool.ToolRefusal;
import io.gatehouse.quotas.QuotaEntity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Policies as JSON: a file's, a broker's, and what is sent to a broker to have one made of the other. */
public final class PolicyJson {
    private static final int VERSION = 1;
    private static final int FILE_BYTES_MAX = 16 << 20;
    private static final int DEPTH_MAX = 8;
    private static final int ID_BYTES = 8;
    private static final String CREDENTIALS = "credentials";

    private static final Set<String> OF_FILE =
            Set.of("version", PolicyReader.USERS, PolicyReader.ROLES, PolicyReader.RULES, PolicyReader.QUOTAS);

    private static final JsonMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(FILE_BYTES_MAX)
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PolicyJson() {}

    /** @throws ToolRefusal that says where something is wrong */
    public static Policy readFile(Path file) {
        JsonNode read;
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ToolRefusal(file + " has more than " + FILE_BYTES_MAX + " bytes");
            }
            read = MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new ToolRefusal(file + " is no JSON, or names something twice: " + where(e));
        } catch (IOException e) {
            throw new ToolRefusal(file + " cannot be read: " + e);
        }
        try {
            PolicyReader.members(read, OF_FILE, "the policy");
            if (read.path("version").asInt() != VERSION) {
                throw PolicyReader.wrong("version", "\"version\": " + VERSION);
            }
            return PolicyReader.read(read);
        } catch (ToolRefusal e) {
            throw new ToolRefusal(file + ": " + e.getMessage());
        }
    }

    /** Without what stands there, which may be a password in the wrong place. */
    private static String where(JsonProcessingException e) {
        return "line " + e.getLocation().getLineNr() + ", column "
                + e.getLocation().getColumnNr();
    }

    /** What a broker answered. */
    public static Policy read(ObjectNode answer) {
        return PolicyReader.read(answer);
    }

    /**
     * A file that says what there is.
     *
     * @param answer a broker's
     */
    public static String file(ObjectNode answer) {
        List<String> parts = new ArrayList<>(List.of("  \"version\": " + VERSION));
        Stream.of(PolicyReader.USERS, PolicyReader.RULES, PolicyReader.QUOTAS)
                .filter(answer::has)
                .forEach(part -> parts.add("  \"" + part + "\": [" + lines(answer.get(part)) + "]"));
        return "{\n" + String.join(",\n", parts) + "\n}\n";
    }

    /** One for each, so that a comparison of two files shows what has changed. */
    private static String lines(JsonNode list) {
        return list.isEmpty()
                ? ""
                : StreamSupport.stream(list.spliterator(), false)
                        .map(JsonNode::toString)
                        .collect(Collectors.joining(",\n    ", "\n    ", "\n  "));
    }

    /**
     * What a plan is called: the same for the same changes of the same state, so that what was read before can be told from
     * what would be done now.
     *
     * @param revision of the state
     */
    public static String plan(String revision, PolicyChanges changes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((revision + changes(changes)).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** What a broker is sent, but for passwords. */
    public static ObjectNode changes(PolicyChanges changes) {
        ObjectNode body = object();
        if (!changes.added().isEmpty() || !changes.removed().isEmpty()) {
            ObjectNode rules = body.putObject(PolicyReader.RULES);
            RuleJson.write(rules.putArray("add"), changes.added());
            RuleJson.write(rules.putArray("remove"), changes.removed());
        }
        if (!changes.limits().isEmpty()) {
            ArrayNode quotas = body.putArray(PolicyReader.QUOTAS);
            QuotaEntity last = null;
            for (PolicyChanges.Limit limit : changes.limits()) {
                if (!limit.entity().equals(last)) {
                    QuotaJson.write(quotas.addObject(), limit.entity()).putObject("limits");
                    last = limit.entity();
                }
                ObjectNode value = ((ObjectNode) quotas.get(quotas.size() - 1).get("limits"))
                        .putObject(limit.key().text());
                put(value, "from", limit.from());
                put(value, "to", limit.to());
            }
        }
        if (!changes.credentials().isEmpty()) {
            ObjectNode credentials = body.putObject(CREDENTIALS);
            credentials.putArray("add");
            credentials.putArray("remove");
            changes.credentials()
                    .forEach(change -> ((ArrayNode) credentials.get(change.made() ? "add" : "remove"))
                            .addObject()
                            .put("user", change.user())
                            .put("mechanism", change.hash().mechanismName()));
        }
        return body;
    }

    /**
     * What a broker is sent.
     *
     * @param environment where passwords may be
     * @throws ToolRefusal if a password that is to be made is not to be had
     */
    public static ObjectNode body(String revision, PolicyChanges changes, UnaryOperator<String> environment) {
        ObjectNode body = changes(changes);
        body.put("revision", revision).put("plan", plan(revision, changes));
        int i = 0;
        for (PolicyChanges.Credential change : changes.credentials()) {
            if (change.made()) {
                String password = change.password()
                        .orElseThrow(() -> new ToolRefusal("user " + change.user() + " has no password for "
                                + change.hash().mechanismName()
                                + " (expected: \"password\": \"file:PATH\" or \"env:NAME\" in the policy)"))
                        .read(environment);
                ((ObjectNode) body.path(CREDENTIALS).path("add").get(i++)).put("password", password);
            }
        }
        return body;
    }

    private static void put(ObjectNode to, String member, OptionalDouble value) {
        value.ifPresentOrElse(number -> to.put(member, number), () -> to.putNull(member));
    }

    private static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}
