package io.gatehouse.zk;

/** A znode has another version than the caller expected: somebody else, or a re-sent write of ours, was first. */
public final class ZnodeVersionConflict extends ZkFailure {
    private static final long serialVersionUID = 1L;

    ZnodeVersionConflict(String message) {
        super(message);
    }
}
