package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The block of producer ids that was handed out last (COMPAT C3.7); its bounds are strings. */
public final class ProducerIdBlockZnode {
    public static final String PATH = "/latest_producer_id_block";

    private static final int VERSION = 1;

    /**
     * @param first the block's first id
     * @param last its last one, inclusive
     */
    public record Block(int brokerId, long first, long last) {}

    private ProducerIdBlockZnode() {}

    public static byte[] encode(Block block) {
        ObjectNode json = ZnodeJson.object();
        json.put("version", VERSION);
        json.put("broker", block.brokerId());
        json.put("block_start", Long.toString(block.first()));
        json.put("block_end", Long.toString(block.last()));
        return ZnodeJson.bytes(json);
    }

    /** @throws CorruptZnode if it is not such a block; ids must then not be handed out, or they could come twice */
    public static Block decode(byte[] bytes) {
        ObjectNode json = ZnodeJson.parse(bytes);
        if (ZnodeJson.integer(json, "version") != VERSION) {
            throw ZnodeJson.wrong(json, "version", Integer.toString(VERSION));
        }
        Block block = new Block(
                ZnodeJson.integer(json, "broker"),
                ZnodeJson.longText(json, "block_start"),
                ZnodeJson.longText(json, "block_end"));
        if (block.first() < 0 || block.last() < block.first()) {
            throw new CorruptZnode("block " + block.first() + ".." + block.last() + " (expected: a range from 0 up)");
        }
        return block;
    }
}
