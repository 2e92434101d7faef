package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockStore;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code DELETE /v1/blocks/ID}: lets in again whom this entry kept out, unless another one does. */
public final class RemoveBlock implements AdminPath {
    private final BlockStore blocks;
    private final AuditTrail audit;

    public RemoveBlock(BlockStore blocks, AuditTrail audit) {
        this.blocks = blocks;
        this.audit = audit;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.delete("v1", "blocks", AdminRoute.ANY);
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        String id = request.last();
        Optional<Block> known = Optional.ofNullable(blocks.all().get(id));
        return blocks.remove(id).thenApply(removed -> {
            if (!removed) {
                return AdminAnswer.error(AdminAnswer.NOT_FOUND, "there is no such block");
            }
            AuditEvent event = caller.event("block", "removed");
            audit.record(known.map(block -> BlockJson.told(event, block)).orElseGet(() -> event.with("block", id)));
            return AdminAnswer.ok(AdminJson.object().put("removed", 1));
        });
    }
}
