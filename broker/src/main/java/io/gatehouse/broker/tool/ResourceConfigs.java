package io.gatehouse.broker.tool;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** Configs of topics, brokers and brokers' loggers (CONFORMANCE CLD-30 to CLD-39, QCL-13 to QCL-16). */
final class ResourceConfigs {
    private final Admin admin;
    private final PrintStream out;

    ResourceConfigs(Admin admin, PrintStream out) {
        this.admin = admin;
        this.out = out;
    }

    void alter(Entity entity, Map<String, String> add, List<String> delete)
            throws ExecutionException, InterruptedException, TimeoutException {
        checkKnown(entity, add, delete);
        List<AlterConfigOp> changes = new ArrayList<>();
        delete.forEach(name -> changes.add(new AlterConfigOp(new ConfigEntry(name, ""), OpType.DELETE)));
        add.forEach((name, value) -> changes.add(new AlterConfigOp(new ConfigEntry(name, value), OpType.SET)));
        if (!changes.isEmpty()) {
            Map<ConfigResource, Collection<AlterConfigOp>> request = Map.of(resource(entity), changes);
            Answers.await(admin.incrementalAlterConfigs(request).all());
        }
        out.println(entity.completed());
    }

    /** A name that the broker does not know cannot be removed, and no level can be given to a logger that is not there. */
    private void checkKnown(Entity entity, Map<String, String> add, List<String> delete)
            throws ExecutionException, InterruptedException, TimeoutException {
        boolean loggers = entity.kind() == EntityKind.BROKER_LOGGERS;
        if (delete.isEmpty() && !loggers) {
            return;
        }
        Set<String> known = entries(entity).stream().map(ConfigEntry::name).collect(Collectors.toSet());
        List<String> unknown = new ArrayList<>(delete);
        if (loggers) {
            unknown.addAll(add.keySet());
        }
        unknown.removeIf(known::contains);
        if (!unknown.isEmpty()) {
            throw new ToolRefusal(
                    (loggers ? "Invalid broker logger(s): " : "Invalid config(s): ") + String.join(",", unknown));
        }
    }

    void describe(Entity entity, boolean all) throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> existing = existing(entity.kind());
        for (Entity one : named(entity, existing)) {
            boolean there = one.isDefault() || existing.contains(one.name().orElse(""));
            if (there) {
                describeOne(one, all);
            } else {
                out.println("The " + one.kind().singular() + " '" + one.name().orElse("")
                        + "' doesn't exist and doesn't have dynamic config.");
            }
        }
    }

    private List<Entity> named(Entity entity, Set<String> existing) {
        if (!entity.isAll()) {
            return List.of(entity);
        }
        List<Entity> all = existing.stream()
                .sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
                .map(name -> new Entity(entity.kind(), Optional.of(name)))
                .collect(Collectors.toCollection(ArrayList::new));
        if (entity.kind() == EntityKind.TOPICS) {
            all.sort(Comparator.comparing(topic -> topic.name().orElse("")));
        } else {
            all.add(new Entity(entity.kind(), Optional.of("")));
        }
        return all;
    }

    private Set<String> existing(EntityKind kind) throws ExecutionException, InterruptedException, TimeoutException {
        if (kind == EntityKind.TOPICS) {
            return Answers.await(
                    admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        }
        return Answers.await(admin.describeCluster().nodes()).stream()
                .map(Node::idString)
                .collect(Collectors.toSet());
    }

    private void describeOne(Entity entity, boolean all)
            throws ExecutionException, InterruptedException, TimeoutException {
        String kind = entity.kind().singular();
        if (entity.isDefault()) {
            out.println("Default configs for " + entity.kind().plural() + " in the cluster are:");
        } else {
            out.println((all ? "All" : "Dynamic") + " configs for " + kind + " "
                    + entity.name().orElse("") + " are:");
        }
        entries(entity).stream()
                .filter(entry -> all || entry.source() == source(entity))
                .sorted(Comparator.comparing(ConfigEntry::name))
                .forEach(entry -> out.println(line(entry)));
    }

    private Collection<ConfigEntry> entries(Entity entity)
            throws ExecutionException, InterruptedException, TimeoutException {
        ConfigResource resource = resource(entity);
        DescribeConfigsOptions options = new DescribeConfigsOptions().includeSynonyms(true);
        return Answers.await(Objects.requireNonNull(admin.describeConfigs(List.of(resource), options)
                        .values()
                        .get(resource)))
                .entries();
    }

    private static ConfigSource source(Entity entity) {
        return switch (entity.kind()) {
            case TOPICS -> ConfigSource.DYNAMIC_TOPIC_CONFIG;
            case BROKER_LOGGERS -> ConfigSource.DYNAMIC_BROKER_LOGGER_CONFIG;
            default ->
                entity.isDefault() ? ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG : ConfigSource.DYNAMIC_BROKER_CONFIG;
        };
    }

    private static String line(ConfigEntry entry) {
        String synonyms = entry.synonyms().stream()
                .map(synonym -> synonym.source() + ":" + synonym.name() + "=" + synonym.value())
                .collect(Collectors.joining(", ", "{", "}"));
        return "  " + entry.name() + "=" + entry.value() + " sensitive=" + entry.isSensitive() + " synonyms="
                + synonyms;
    }

    private static ConfigResource resource(Entity entity) {
        ConfigResource.Type type = switch (entity.kind()) {
            case TOPICS -> ConfigResource.Type.TOPIC;
            case BROKER_LOGGERS -> ConfigResource.Type.BROKER_LOGGER;
            default -> ConfigResource.Type.BROKER;
        };
        return new ConfigResource(type, entity.name().orElse(""));
    }
}
