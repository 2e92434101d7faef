package io.gatehouse.broker.tool;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

/** Limits of users, clients and addresses (CONFORMANCE QCL-01 to QCL-10). */
final class QuotaConfigs {
    private final Admin admin;
    private final PrintStream out;

    QuotaConfigs(Admin admin, PrintStream out) {
        this.admin = admin;
        this.out = out;
    }

    static boolean resolves(String host) {
        try {
            return InetAddress.getAllByName(host).length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    void alter(List<Entity> entities, Map<String, String> add, List<String> delete)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Double> now = new HashMap<>();
        limits(entities).values().forEach(now::putAll);
        List<String> unknown =
                delete.stream().filter(name -> !now.containsKey(name)).toList();
        if (!unknown.isEmpty()) {
            throw new ToolRefusal("Invalid config(s): " + String.join(",", unknown));
        }
        List<ClientQuotaAlteration.Op> ops = new ArrayList<>();
        add.forEach((name, value) -> ops.add(new ClientQuotaAlteration.Op(name, number(name, value))));
        delete.forEach(name -> ops.add(new ClientQuotaAlteration.Op(name, null)));
        Map<String, String> entity = new HashMap<>();
        entities.forEach(part -> entity.put(
                type(part.kind()), part.name().filter(name -> !name.isEmpty()).orElse(null)));
        Answers.await(admin.alterClientQuotas(List.of(new ClientQuotaAlteration(new ClientQuotaEntity(entity), ops)))
                .all());
        out.println(entities.get(0).completed());
    }

    private static double number(String name, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new ToolRefusal("Cannot parse quota configuration value for " + name + ": " + value);
        }
    }

    void describe(List<Entity> entities) throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Map<String, Double>> lines = new TreeMap<>();
        limits(entities).forEach((entity, limits) -> lines.put(text(entity, entities), limits));
        lines.forEach((who, limits) -> out.println("Quota configs for " + who + " are "
                + new TreeMap<>(limits)
                        .entrySet().stream()
                                .map(limit -> limit.getKey() + "=" + limit.getValue())
                                .collect(Collectors.joining(", "))));
    }

    private Map<ClientQuotaEntity, Map<String, Double>> limits(List<Entity> entities)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<ClientQuotaFilterComponent> components =
                entities.stream().map(QuotaConfigs::component).toList();
        return Answers.await(admin.describeClientQuotas(ClientQuotaFilter.containsOnly(components))
                .entities());
    }

    private static ClientQuotaFilterComponent component(Entity entity) {
        String type = type(entity.kind());
        if (entity.isAll()) {
            return ClientQuotaFilterComponent.ofEntityType(type);
        }
        return entity.isDefault()
                ? ClientQuotaFilterComponent.ofDefaultEntity(type)
                : ClientQuotaFilterComponent.ofEntity(type, entity.name().orElse(""));
    }

    private static String text(ClientQuotaEntity entity, List<Entity> order) {
        return order.stream()
                .map(Entity::kind)
                .sorted((left, right) -> right.compareTo(left)) // Users stand before clients.
                .map(kind -> text(kind, Optional.ofNullable(entity.entries().get(type(kind)))))
                .collect(Collectors.joining(", "));
    }

    private static String text(EntityKind kind, Optional<String> name) {
        String noun = switch (kind) {
            case USERS -> "user-principal";
            case CLIENTS -> "client-id";
            default -> "ip";
        };
        return name.map(text -> noun + " '" + text + "'").orElse("the default " + noun);
    }

    private static String type(EntityKind kind) {
        return switch (kind) {
            case USERS -> ClientQuotaEntity.USER;
            case CLIENTS -> ClientQuotaEntity.CLIENT_ID;
            default -> ClientQuotaEntity.IP;
        };
    }
}
