package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockStore;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code GET /v1/blocks}: who is kept out now, the oldest entry first. */
public final class ListBlocks implements AdminPath {
    private final BlockStore blocks;

    public ListBlocks(BlockStore blocks) {
        this.blocks = blocks;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.get("v1", "blocks");
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.DESCRIBE, ResourceType.CLUSTER);
        request.query(Set.of());
        ObjectNode answer = AdminJson.object();
        ArrayNode list = answer.putArray("blocks");
        blocks.all().values().stream()
                .filter(block -> !block.over(caller.now()))
                .sorted(Comparator.comparing(Block::since).thenComparing(Block::id))
                .forEach(block -> BlockJson.write(list.addObject(), block));
        return CompletableFuture.completedStage(AdminAnswer.ok(answer));
    }
}
