package io.gatehouse.broker.tool.acls;

import io.gatehouse.acl.Operation;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.tool.OptionReader.Options;
import io.gatehouse.broker.tool.ToolRefusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** The resources of a command line and the rules for each: principals times hosts times operations. */
final class WantedRules {
    private static final String EVERYWHERE = "*";

    private static final List<Operation> PRODUCE_TOPIC = List.of(Operation.WRITE, Operation.DESCRIBE, Operation.CREATE);
    private static final List<Operation> PRODUCE_TRANSACTIONAL_ID = List.of(Operation.WRITE, Operation.DESCRIBE);
    private static final List<Operation> CONSUME_TOPIC = List.of(Operation.READ, Operation.DESCRIBE);

    private final Options given;
    private final boolean adds;
    private final PatternType pattern;

    /** @param adds whether the resources are patterns to add rules for, not filters */
    WantedRules(Options given, boolean adds) {
        this.given = given;
        this.adds = adds;
        this.pattern = pattern();
    }

    /** An option that names resources. */
    private enum Named {
        TOPIC("topic", ResourceType.TOPIC),
        GROUP("group", ResourceType.GROUP),
        TRANSACTIONAL_ID("transactional-id", ResourceType.TRANSACTIONAL_ID),
        DELEGATION_TOKEN("delegation-token", ResourceType.DELEGATION_TOKEN),
        USER("user-principal", ResourceType.USER);

        private final String option;
        private final ResourceType type;

        Named(String option, ResourceType type) {
            this.option = option;
            this.type = type;
        }
    }

    static boolean namesResources(Options given) {
        return given.has("cluster") || Stream.of(Named.values()).anyMatch(named -> given.has(named.option));
    }

    /** Each resource once. @throws ToolRefusal for a word that is none, or an operation that does not fit */
    List<ResourceRules> resources() {
        boolean roles = given.has("producer") || given.has("consumer");
        Map<ResourcePatternFilter, List<AccessControlEntry>> rules = roles ? ofRoles() : ofOperations();
        if (rules.isEmpty() && !given.has("list")) {
            throw new ToolRefusal("no resource (expected: --topic, --group, --cluster, --transactional-id,"
                    + " --delegation-token or --user-principal)");
        }
        return rules.entrySet().stream()
                .map(wanted -> new ResourceRules(wanted.getKey(), wanted.getValue()))
                .sorted(Comparator.comparing(ResourceRules::resource, ResourceRules.BY_RESOURCE))
                .toList();
    }

    /** CONFORMANCE AKC-18 to AKC-21. */
    private Map<ResourcePatternFilter, List<AccessControlEntry>> ofRoles() {
        Map<ResourcePatternFilter, List<AccessControlEntry>> rules = new LinkedHashMap<>();
        if (given.has("producer")) {
            named(Named.TOPIC).forEach(topic -> put(rules, topic, PRODUCE_TOPIC));
            named(Named.TRANSACTIONAL_ID).forEach(id -> put(rules, id, PRODUCE_TRANSACTIONAL_ID));
        }
        if (given.has("idempotent")) {
            put(rules, cluster(), List.of(Operation.IDEMPOTENT_WRITE));
        }
        if (given.has("consumer")) {
            named(Named.TOPIC).forEach(topic -> put(rules, topic, CONSUME_TOPIC));
            named(Named.GROUP).forEach(group -> put(rules, group, List.of(Operation.READ)));
        }
        return rules;
    }

    private Map<ResourcePatternFilter, List<AccessControlEntry>> ofOperations() {
        Map<ResourcePatternFilter, List<AccessControlEntry>> rules = new LinkedHashMap<>();
        for (Named named : Named.values()) {
            named(named).forEach(resource -> rules.put(resource, List.of()));
        }
        if (given.has("cluster")) {
            if (pattern != PatternType.LITERAL) {
                throw new ToolRefusal("--cluster is one resource and has no pattern (found: --resource-pattern-type "
                        + pattern.name().toLowerCase(Locale.ROOT) + "; expected: literal, or none)");
            }
            rules.put(cluster(), List.of());
        }
        if (!given.has("list")) {
            rules.replaceAll((resource, none) -> entries(operations(resource.resourceType())));
        }
        return rules;
    }

    private void put(
            Map<ResourcePatternFilter, List<AccessControlEntry>> rules,
            ResourcePatternFilter resource,
            List<Operation> operations) {
        rules.merge(
                resource,
                entries(operations),
                (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
    }

    private List<ResourcePatternFilter> named(Named named) {
        return given.all(named.option).stream()
                .map(name -> new ResourcePatternFilter(named.type, given(named.option, name), pattern))
                .toList();
    }

    private static ResourcePatternFilter cluster() {
        return new ResourcePatternFilter(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL);
    }

    private static String given(String option, String value) {
        if (value.isBlank()) {
            throw new ToolRefusal("--" + option + " is empty (expected: a name, or * for all)");
        }
        return value.strip();
    }

    /** CONFORMANCE AKC-13. */
    private PatternType pattern() {
        String word = given.one("resource-pattern-type").orElse("literal");
        List<PatternType> possible = adds
                ? List.of(PatternType.LITERAL, PatternType.PREFIXED)
                : List.of(PatternType.LITERAL, PatternType.PREFIXED, PatternType.ANY, PatternType.MATCH);
        return possible.stream()
                .filter(type -> type.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new ToolRefusal("--resource-pattern-type " + word + " (expected: "
                        + possible.stream()
                                .map(type -> type.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + (adds ? "; any and match find rules, none is made with them)" : ")")));
    }

    /** Those that were given, checked against what the type knows (CONFORMANCE AKC-16, ENM-06). */
    private List<Operation> operations(ResourceType type) {
        List<String> words = given.has("operation") ? given.all("operation") : List.of(Operation.ALL.text());
        return words.stream().map(word -> operation(word, type)).toList();
    }

    private static Operation operation(String word, ResourceType type) {
        List<Operation> possible = Stream.concat(
                        io.gatehouse.acl.ResourceType.ofCode(type.code()).stream()
                                .flatMap(known -> known.operations().stream())
                                .sorted(),
                        Stream.of(Operation.ALL))
                .toList();
        Optional<Operation> found = Operation.ofText(word.strip().replace("_", ""));
        return found.filter(possible::contains)
                .orElseThrow(() -> new ToolRefusal("--operation " + word
                        + (found.isPresent() ? " does not fit " + name(type) : " is none that there is")
                        + " (expected: "
                        + possible.stream().map(Operation::text).collect(Collectors.joining(", ")) + ")"));
    }

    private static String name(ResourceType type) {
        return switch (type) {
            case CLUSTER -> "the cluster";
            case USER -> "a user principal";
            default -> "a " + type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    private List<AccessControlEntry> entries(List<Operation> operations) {
        List<AccessControlEntry> entries = new ArrayList<>();
        for (AclPermissionType permission : List.of(AclPermissionType.ALLOW, AclPermissionType.DENY)) {
            String kind = permission.name().toLowerCase(Locale.ROOT);
            List<String> hosts = given.has(kind + "-host") ? given.all(kind + "-host") : List.of(EVERYWHERE);
            for (String principal : given.all(kind + "-principal")) {
                for (String host : hosts) {
                    for (Operation operation : operations) {
                        entries.add(new AccessControlEntry(
                                principal(principal),
                                given(kind + "-host", host),
                                AclOperation.fromCode(operation.code()),
                                permission));
                    }
                }
            }
        }
        return entries;
    }

    /** {@code Type:name}; a user's name may hold colons, as certificates' do. */
    static String principal(String text) {
        String stripped = text.strip();
        if (VerifiedPrincipal.parse(stripped).isEmpty()) {
            throw new ToolRefusal("principal " + text + " (expected: Type:name, for example User:alice or Group:ops)");
        }
        return stripped;
    }
}
