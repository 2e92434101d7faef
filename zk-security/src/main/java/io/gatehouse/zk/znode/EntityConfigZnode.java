package io.gatehouse.zk.znode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.quotas.QuotaEntity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of a user, a client id, a client id of a user, or an address (COMPAT C6.1): limits, and a user's SCRAM
 * credentials. The entity path, {@code users/alice/clients/c1}, is also what a change notification names.
 */
public final class EntityConfigZnode {
    public static final String ROOT = "/config";

    private static final String EXPECTED = "{\"version\":1,\"config\":{\"key\":\"value\"}}";

    private EntityConfigZnode() {}

    public static String path(QuotaEntity entity) {
        return ROOT + "/" + entityPath(entity);
    }

    /** The folder that holds the entities of a kind: {@code users}, {@code clients} or {@code ips}. */
    public static String folder(String kind) {
        return ROOT + "/" + kind;
    }

    public static String entityPath(QuotaEntity entity) {
        if (entity.ip().isPresent()) {
            return "ips/" + entity.ip().get().name().orElse(EntityName.DEFAULT);
        }
        String user = entity.user().map(part -> "users/" + name(part)).orElse("");
        String client = entity.clientId().map(part -> "clients/" + name(part)).orElse("");
        return user.isEmpty() || client.isEmpty() ? user + client : user + "/" + client;
    }

    /** Empty for paths of other things, such as {@code topics/t}, and for names that nobody encodes so. */
    public static Optional<QuotaEntity> parse(String entityPath) {
        List<String> parts = List.of(entityPath.split("/", -1));
        if (parts.size() == 2) {
            return switch (parts.get(0)) {
                case "users" ->
                    part(parts.get(1))
                            .map(user -> new QuotaEntity(Optional.of(user), Optional.empty(), Optional.empty()));
                case "clients" ->
                    part(parts.get(1))
                            .map(client -> new QuotaEntity(Optional.empty(), Optional.of(client), Optional.empty()));
                case "ips" ->
                    Optional.of(
                            new QuotaEntity(Optional.empty(), Optional.empty(), Optional.of(address(parts.get(1)))));
                default -> Optional.empty();
            };
        }
        if (parts.size() == 4 && parts.get(0).equals("users") && parts.get(2).equals("clients")) {
            return part(parts.get(1))
                    .flatMap(user -> part(parts.get(3))
                            .map(client -> new QuotaEntity(Optional.of(user), Optional.of(client), Optional.empty())));
        }
        return Optional.empty();
    }

    public static byte[] encode(Map<String, String> config) {
        ObjectNode node = ZnodeJson.object().put("version", 1);
        ObjectNode values = node.putObject("config");
        new TreeMap<>(config).forEach(values::put);
        return ZnodeJson.bytes(node);
    }

    public static Map<String, String> decode(byte[] data) {
        JsonNode values = ZnodeJson.parse(data, 1, Set.of("config"), EXPECTED).path("config");
        if (!values.isObject()) {
            throw new MalformedZnode(EXPECTED);
        }
        Map<String, String> config = new TreeMap<>();
        values.fieldNames().forEachRemaining(key -> config.put(key, ZnodeJson.text(values, key, EXPECTED)));
        return config;
    }

    private static String name(QuotaEntity.Part part) {
        return part.name().map(EntityName::encode).orElse(EntityName.DEFAULT);
    }

    private static Optional<QuotaEntity.Part> part(String encoded) {
        return encoded.equals(EntityName.DEFAULT)
                ? Optional.of(QuotaEntity.Part.DEFAULT)
                : EntityName.decode(encoded).filter(name -> !name.isEmpty()).map(QuotaEntity.Part::named);
    }

    private static QuotaEntity.Part address(String text) {
        return text.equals(EntityName.DEFAULT) ? QuotaEntity.Part.DEFAULT : QuotaEntity.Part.named(text);
    }
}
