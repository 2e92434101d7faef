package io.gatehouse.broker.tool;

import io.gatehouse.broker.tool.OptionReader.Given;
import io.gatehouse.broker.tool.OptionReader.Options;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command of kafka-configs, checked: the options are Kafka's, and so are the words of most refusals, because scripts
 * look for them (CONFORMANCE CLI-08, CLR-05).
 *
 * @param add configs to set, in the order in which they were given
 * @param delete names of configs to remove
 */
record ConfigsOptions(
        String bootstrapServer,
        Optional<String> commandConfig,
        boolean alter,
        boolean all,
        List<Entity> entities,
        Map<String, String> add,
        List<String> delete) {

    static ConfigsOptions parse(List<String> arguments) {
        Options given = new OptionReader(Names.WITH_VALUE, Names.FLAGS).read(arguments);
        checkAction(given);
        List<Entity> entities = entities(given);
        String server = server(given);
        boolean alter = given.has("alter");
        if (alter) {
            checkAlter(given, entities);
        }
        checkNames(entities, alter);
        Map<String, String> add = ConfigPairs.added(given);
        List<String> delete = ConfigPairs.deleted(given);
        delete.stream().filter(add::containsKey).findFirst().ifPresent(name -> {
            throw new ToolRefusal(name + " is both added and deleted (expected: one of them)");
        });
        return new ConfigsOptions(server, given.one("command-config"), alter, given.has("all"), entities, add, delete);
    }

    Entity first() {
        return entities.get(0);
    }

    private static void checkAction(Options given) {
        if (given.has("alter") == given.has("describe")) {
            throw ToolRefusal.withUsage("Command must include exactly one action: --describe, --alter");
        }
        for (String option : List.of("add-config", "add-config-file", "delete-config")) {
            if (given.has("describe") && given.has(option)) {
                throw ToolRefusal.withUsage("Option \"[describe]\" can't be used with option \"[" + option + "]\"");
            }
        }
    }

    private static String server(Options given) {
        Optional<String> server = given.one("bootstrap-server");
        boolean controller = given.has("bootstrap-controller");
        if (server.isPresent() && controller) {
            throw new ToolRefusal("Only one of --bootstrap-server or --bootstrap-controller can be specified");
        }
        if (controller) {
            throw new ToolRefusal("--bootstrap-controller speaks to KRaft controllers, which this cluster has none of"
                    + " (expected: --bootstrap-server)");
        }
        return server.orElseThrow(
                () -> new ToolRefusal("Either --bootstrap-server or --bootstrap-controller must be specified."));
    }

    private static void checkAlter(Options given, List<Entity> entities) {
        boolean named = entities.stream().noneMatch(Entity::isAll);
        if (!named && entities.size() > 1) {
            throw new ToolRefusal("An entity name must be specified for every entity type");
        }
        Entity first = entities.get(0);
        if (!named && first.kind().hasDefault()) {
            throw new ToolRefusal("An entity-name or default entity must be specified with --alter of users, clients,"
                    + " brokers or ips");
        }
        if (!first.kind().hasDefault() && first.name().orElse("").isEmpty()) {
            throw new ToolRefusal("An entity name must be specified with --alter of "
                    + first.kind().plural());
        }
        if (given.has("add-config") && given.has("add-config-file")) {
            throw new ToolRefusal("Only one of --add-config or --add-config-file must be specified");
        }
        if (!given.has("add-config") && !given.has("add-config-file") && !given.has("delete-config")) {
            throw new ToolRefusal("At least one of --add-config, --add-config-file, or --delete-config must be"
                    + " specified with --alter");
        }
    }

    private static void checkNames(List<Entity> entities, boolean alter) {
        for (Entity entity : entities) {
            if (entity.kind() == EntityKind.BROKER_LOGGERS && entity.isAll() && !alter) {
                throw new ToolRefusal("An entity name must be specified with --describe of broker-loggers");
            }
            entity.name().filter(name -> !entity.isDefault()).ifPresent(name -> checkName(entity.kind(), name));
        }
    }

    private static void checkName(EntityKind kind, String name) {
        boolean number = name.chars().allMatch(Character::isDigit) && !name.isEmpty() && name.length() < 10;
        if ((kind == EntityKind.BROKERS || kind == EntityKind.BROKER_LOGGERS) && !number) {
            throw new ToolRefusal(
                    "The entity name for " + kind.plural() + " must be a valid integer broker id, but it is: " + name);
        }
        if (kind == EntityKind.TOPICS && name.isEmpty()) {
            throw new ToolRefusal("Topic name is invalid: the empty string is not allowed");
        }
        if (kind == EntityKind.IPS && !QuotaConfigs.resolves(name)) {
            throw new ToolRefusal("The entity name for ips must be a valid IP or resolvable host, but it is: " + name);
        }
    }

    private static List<Entity> entities(Options given) {
        List<Entity> entities = new ArrayList<>(general(given));
        List<Entity> specific = specific(given);
        boolean general = !entities.isEmpty() || given.has("entity-name") || given.has("entity-default");
        entities.addAll(specific);
        Set<EntityKind> kinds = new HashSet<>();
        for (Entity entity : entities) {
            if (!kinds.add(entity.kind())) {
                throw new ToolRefusal(
                        "Duplicate entity type(s) specified: " + entity.kind().plural());
            }
        }
        if (general && !specific.isEmpty()) {
            throw new ToolRefusal(
                    "--entity-{type,name,default} should not be used in conjunction with specific entity flags");
        }
        if (entities.isEmpty()) {
            throw new ToolRefusal("At least one entity type must be specified");
        }
        if (entities.size() > 1 && !kinds.equals(EnumSet.of(EntityKind.USERS, EntityKind.CLIENTS))) {
            throw new ToolRefusal("Only 'users' and 'clients' entity types may be specified together");
        }
        return List.copyOf(entities);
    }

    /** {@code --entity-type} with the names that stand on the line, in order. */
    private static List<Entity> general(Options given) {
        List<EntityKind> kinds =
                given.all("entity-type").stream().map(ConfigsOptions::kind).toList();
        List<String> names = given.given().stream()
                .filter(option ->
                        option.name().equals("entity-name") || option.name().equals("entity-default"))
                .map(Given::value)
                .toList();
        if (!kinds.isEmpty() && names.size() > kinds.size()) {
            throw new ToolRefusal("More entity names specified than entity types");
        }
        List<Entity> entities = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            entities.add(new Entity(kinds.get(i), i < names.size() ? Optional.of(names.get(i)) : Optional.empty()));
        }
        return entities;
    }

    private static EntityKind kind(String word) {
        return EntityKind.ofPlural(word)
                .orElseThrow(() -> new ToolRefusal("Invalid entity type " + word + ", the entity type must be one of "
                        + EntityKind.all() + " with a --bootstrap-server or --bootstrap-controller argument"));
    }

    /** {@code --user name}, {@code --user-defaults} and the like. */
    private static List<Entity> specific(Options given) {
        List<Entity> entities = new ArrayList<>();
        for (EntityKind kind : EntityKind.values()) {
            given.one(kind.singular()).ifPresent(name -> entities.add(new Entity(kind, Optional.of(name))));
            if (given.has(kind.singular() + "-defaults")) {
                entities.add(new Entity(kind, Optional.of("")));
            }
        }
        return entities;
    }

    /** The options that there are. */
    private static final class Names {
        static final Set<String> FLAGS = Set.of(
                "alter",
                "describe",
                "all",
                "entity-default",
                "user-defaults",
                "client-defaults",
                "broker-defaults",
                "ip-defaults");
        static final Set<String> WITH_VALUE = withValue();

        private static Set<String> withValue() {
            Set<String> names = new HashSet<>(Set.of(
                    "bootstrap-server",
                    "bootstrap-controller",
                    "command-config",
                    "entity-type",
                    "entity-name",
                    "add-config",
                    "add-config-file",
                    "delete-config"));
            Arrays.stream(EntityKind.values()).map(EntityKind::singular).forEach(names::add);
            return Set.copyOf(names);
        }
    }
}
