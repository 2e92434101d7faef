package io.gatehouse.broker.tool.admin;

import io.gatehouse.broker.tool.ToolRefusal;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is to be done, and with what, as options name it: operation, resource and name, as the admin endpoint wants them. */
final class Deed {
    /** Kinds of resources, by option. */
    private static final Map<String, String> RESOURCES = Map.of(
            "topic",
            "Topic",
            "group",
            "Group",
            "transactional-id",
            "TransactionalId",
            "delegation-token",
            "DelegationToken",
            "user-principal",
            "User");

    private Deed() {}

    /** Without a name for the cluster, which has one only. */
    static Map<String, String> of(AdminCommand command) {
        Map<String, String> deed = new LinkedHashMap<>();
        deed.put(
                "operation",
                command.one("operation").orElseThrow(() -> ToolRefusal.withUsage("no --operation (expected: one)")));
        RESOURCES.forEach((option, type) -> command.one(option).ifPresent(name -> {
            refuseSecond(deed);
            deed.put("resource", type);
            deed.put("name", name);
        }));
        if (command.has("cluster")) {
            refuseSecond(deed);
            deed.put("resource", "Cluster");
        }
        if (!deed.containsKey("resource")) {
            throw ToolRefusal.withUsage("no resource (expected: --topic, --group, --cluster or another kind)");
        }
        return deed;
    }

    private static void refuseSecond(Map<String, String> deed) {
        if (deed.containsKey("resource")) {
            throw ToolRefusal.withUsage("two resources (expected: one)");
        }
    }
}
