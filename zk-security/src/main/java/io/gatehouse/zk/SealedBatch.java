package io.gatehouse.zk;

import java.util.List;

/**
 * Parts that are done together or not at all.
 *
 * @param edits what becomes of sealed znodes
 * @param ops the same in the same order, sealed; then what is done besides
 */
record SealedBatch(List<SealedEdit> edits, List<ZkOp> ops) {
    SealedBatch {
        edits = List.copyOf(edits);
        ops = List.copyOf(ops);
    }
}
