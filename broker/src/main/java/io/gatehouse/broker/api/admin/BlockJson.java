package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.block.Block;

/** An entry of the block list in an answer and in the audit. */
final class BlockJson {
    private BlockJson() {}

    static void write(ObjectNode node, Block block) {
        node.put("id", block.id());
        block.principal().ifPresent(principal -> node.put("principal", principal.toString()));
        block.addresses().ifPresent(addresses -> node.put("address", addresses.toString()));
        node.put("reason", block.reason());
        node.put("by", block.by().toString());
        node.put("since", block.since().toString());
        block.until().ifPresent(until -> node.put("until", until.toString()));
    }

    static AuditEvent told(AuditEvent event, Block block) {
        AuditEvent told = event.with("block", block.id());
        if (block.principal().isPresent()) {
            told = told.with("principal", block.principal().get().toString());
        }
        if (block.addresses().isPresent()) {
            told = told.with("addresses", block.addresses().get().toString());
        }
        return told.with("reason", block.reason());
    }
}
