package io.gatehouse.broker.tool.acls;

import io.gatehouse.broker.tool.OptionReader;
import io.gatehouse.broker.tool.OptionReader.Options;
import io.gatehouse.broker.tool.ToolRefusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A command of kafka-acls, checked: all of Apache Kafka's options (CONFORMANCE AKC rows), and {@code --json}.
 *
 * @param resources in the order in which they are shown, each once; none where all are listed
 * @param principals whose rules are listed; none for everybody's
 * @param notes what was given and has no effect, each a sentence
 */
record AclsOptions(
        Action action,
        String bootstrapServer,
        Optional<String> commandConfig,
        boolean force,
        boolean json,
        List<ResourceRules> resources,
        List<String> principals,
        List<String> notes) {
    private static final Set<String> FLAGS = Set.of(
            "add",
            "remove",
            "list",
            "cluster",
            "producer",
            "consumer",
            "idempotent",
            "force",
            "json",
            "help",
            "version");

    private static final Set<String> WITH_VALUE = Set.of(
            "bootstrap-server",
            "bootstrap-controller",
            "command-config",
            "authorizer",
            "authorizer-properties",
            "zk-tls-config-file",
            "topic",
            "group",
            "transactional-id",
            "delegation-token",
            "user-principal",
            "resource-pattern-type",
            "allow-principal",
            "deny-principal",
            "allow-host",
            "deny-host",
            "operation",
            "principal");

    private static final List<String> WHO = List.of("allow-principal", "deny-principal", "allow-host", "deny-host");

    /** Apache's that lead somewhere else than to a broker (CONFORMANCE AKC-02, AKC-04, AKC-05). */
    private static final Map<String, String> ELSEWHERE = new LinkedHashMap<>();

    static {
        String zooKeeper =
                " goes past the brokers to ZooKeeper, where rules are sealed (expected: --bootstrap-server and,"
                        + " for who you are, --command-config)";
        ELSEWHERE.put("authorizer", zooKeeper);
        ELSEWHERE.put("authorizer-properties", zooKeeper);
        ELSEWHERE.put("zk-tls-config-file", zooKeeper);
        ELSEWHERE.put(
                "bootstrap-controller",
                " speaks to KRaft controllers, which this cluster has none of (expected: --bootstrap-server)");
    }

    /** What is to be done. */
    enum Action {
        ADD("add"),
        REMOVE("remove"),
        LIST("list");

        private final String option;

        Action(String option) {
            this.option = option;
        }

        private static Action of(Options given) {
            List<Action> found = Stream.of(values())
                    .filter(action -> given.has(action.option))
                    .toList();
            if (found.size() != 1) {
                throw new ToolRefusal("exactly one action is needed (expected: --list, --add or --remove)");
            }
            return found.get(0);
        }
    }

    /** @throws ToolRefusal for what is unknown, missing or contradicts itself */
    static AclsOptions parse(List<String> arguments) {
        Options given = new OptionReader(WITH_VALUE, FLAGS).read(arguments);
        ELSEWHERE.forEach((option, why) -> {
            if (given.has(option)) {
                throw new ToolRefusal("--" + option + why);
            }
        });
        Action action = Action.of(given);
        String server = given.one("bootstrap-server")
                .orElseThrow(() -> new ToolRefusal("no --bootstrap-server (expected: HOST:PORT of a broker)"));
        if (action == Action.LIST) {
            checkList(given);
        } else {
            checkChange(given, action);
        }
        return new AclsOptions(
                action,
                server,
                given.one("command-config"),
                given.has("force"),
                given.has("json"),
                new WantedRules(given, action == Action.ADD).resources(),
                given.all("principal").stream()
                        .map(WantedRules::principal)
                        .distinct()
                        .toList(),
                notes(given, action));
    }

    /** CONFORMANCE AKC-23. */
    private static void checkList(Options given) {
        for (String option : List.of("producer", "consumer", "idempotent")) {
            refuseWith(given, "list", option);
        }
        WHO.forEach(option -> refuseWith(given, "list", option));
    }

    private static void refuseWith(Options given, String option, String other) {
        if (given.has(option) && given.has(other)) {
            throw new ToolRefusal("--" + other + " does not go with --" + option + " (expected: one of them)"
                    + (option.equals("list") ? "; --principal lists the rules of one principal" : ""));
        }
    }

    private static void checkChange(Options given, Action action) {
        for (String option : List.of("principal", "json")) {
            if (given.has(option)) {
                throw new ToolRefusal("--" + option + " goes with --list only (found: --" + action.option + ")");
            }
        }
        checkRoles(given);
        boolean principals = given.has("allow-principal") || given.has("deny-principal");
        if (action == Action.ADD && !principals) {
            throw new ToolRefusal("whose rules? (expected: --allow-principal or --deny-principal, with Type:name)");
        }
        if (action == Action.REMOVE && !principals) {
            // Apache's tool removes every rule of the resource, whatever else was given.
            Stream.of("operation", "allow-host", "deny-host", "producer", "consumer")
                    .filter(given::has)
                    .findFirst()
                    .ifPresent(option -> {
                        throw new ToolRefusal("--" + option + " with --remove needs --allow-principal or"
                                + " --deny-principal; without any of them all rules of the resource are removed");
                    });
        }
        for (String kind : List.of("allow", "deny")) {
            if (given.has(kind + "-host") && !given.has(kind + "-principal")) {
                throw new ToolRefusal("--" + kind + "-host has no --" + kind + "-principal that it could belong to");
            }
        }
    }

    /** CONFORMANCE AKC-18 to AKC-21. */
    private static void checkRoles(Options given) {
        boolean producer = given.has("producer");
        boolean consumer = given.has("consumer");
        for (String role : List.of("producer", "consumer")) {
            for (String option : List.of("operation", "deny-principal", "deny-host")) {
                refuseWith(given, role, option);
            }
        }
        if (given.has("idempotent") && !producer) {
            throw new ToolRefusal("--idempotent goes with --producer only");
        }
        if (producer && !given.has("topic")) {
            throw new ToolRefusal("--producer needs --topic");
        }
        if (consumer && !(given.has("topic") && given.has("group"))) {
            throw new ToolRefusal("--consumer needs --topic and --group");
        }
        if (consumer && !producer) {
            refuseWith(given, "consumer", "cluster");
            refuseWith(given, "consumer", "transactional-id");
        }
    }

    private static List<String> notes(Options given, Action action) {
        List<String> notes = new ArrayList<>();
        if (action == Action.LIST) {
            if (given.has("operation")) {
                notes.add("--operation has no effect on a list");
            }
            if (given.has("resource-pattern-type") && !WantedRules.namesResources(given)) {
                notes.add("--resource-pattern-type has no effect without a resource: everything is listed");
            }
        }
        if (given.has("producer") || given.has("consumer")) {
            Stream.of("cluster", "delegation-token", "user-principal")
                    .filter(given::has)
                    .forEach(option -> notes.add("--" + option + " has no effect with --producer or --consumer"));
            if (given.has("group") && !given.has("consumer")) {
                notes.add("--group has no effect without --consumer");
            }
        } else if (action == Action.ADD) {
            given.all("user-principal").stream()
                    .filter(name -> name.indexOf(':') < 0 && !name.equals("*"))
                    .forEach(name -> notes.add("--user-principal " + name
                            + " has no type: brokers look for the whole principal, such as User:" + name));
        }
        return notes;
    }
}
