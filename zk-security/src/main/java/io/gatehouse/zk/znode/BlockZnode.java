package io.gatehouse.zk.znode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.audit.DiagnosticIds;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** An entry of the block list, and the news that it changed. Kafka has neither. */
public final class BlockZnode {
    public static final String FOLDER = "/gatehouse/blocks";
    public static final String CHANGES = "/gatehouse/block_changes";

    /** The begin of each name; ZooKeeper adds ten digits. */
    public static final String CHANGE = "block_change_";

    private static final String EXPECTED =
            "{\"version\":1,\"principal\":\"User%3Aalice\",\"addresses\":\"10.0.0.0/8\",\"reason\":\"text\","
                    + "\"by\":\"User%3Aadmin\",\"since\":\"MILLIS\",\"until\":\"MILLIS\"}, empty texts for what is not there";

    private static final Set<String> FIELDS = Set.of("principal", "addresses", "reason", "by", "since", "until");

    private BlockZnode() {}

    public static boolean isId(String text) {
        return DiagnosticIds.legal(text);
    }

    public static String path(String id) {
        return FOLDER + "/" + id;
    }

    public static byte[] encode(Block block) {
        ObjectNode node = ZnodeJson.object().put("version", 1);
        node.put("principal", block.principal().map(BlockZnode::text).orElse(""));
        node.put("addresses", block.addresses().map(AddressRange::toString).orElse(""));
        node.put("reason", block.reason());
        node.put("by", text(block.by()));
        node.put("since", text(block.since()));
        node.put("until", block.until().map(BlockZnode::text).orElse(""));
        return ZnodeJson.bytes(node);
    }

    /** @param id from the znode's name */
    public static Block decode(String id, byte[] data) {
        JsonNode node = ZnodeJson.parse(data, 1, FIELDS, EXPECTED);
        try {
            return new Block(
                    id,
                    present(node, "principal").map(BlockZnode::principal),
                    present(node, "addresses").map(BlockZnode::addresses),
                    ZnodeJson.text(node, "reason", EXPECTED),
                    principal(ZnodeJson.text(node, "by", EXPECTED)),
                    instant(ZnodeJson.text(node, "since", EXPECTED)),
                    present(node, "until").map(BlockZnode::instant));
        } catch (IllegalArgumentException e) {
            throw new MalformedZnode(EXPECTED);
        }
    }

    public static byte[] encodeChange(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    /** The id of a block. */
    public static String decodeChange(byte[] data) {
        String id = new String(data, StandardCharsets.UTF_8);
        if (!isId(id)) {
            throw new MalformedZnode("the id of a block");
        }
        return id;
    }

    private static Optional<String> present(JsonNode node, String field) {
        return Optional.of(ZnodeJson.text(node, field, EXPECTED)).filter(text -> !text.isEmpty());
    }

    private static String text(VerifiedPrincipal principal) {
        return EntityName.encode(principal.toString());
    }

    private static VerifiedPrincipal principal(String encoded) {
        String text = EntityName.decode(encoded).orElseThrow(() -> new MalformedZnode(EXPECTED));
        return VerifiedPrincipal.parse(text).orElseThrow(() -> new MalformedZnode(EXPECTED));
    }

    private static AddressRange addresses(String text) {
        return AddressRange.parse(text).orElseThrow(() -> new MalformedZnode(EXPECTED));
    }

    private static String text(Instant time) {
        return Long.toString(time.toEpochMilli());
    }

    private static Instant instant(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text));
    }
}
