package io.gatehouse.zk;

/** A znode to be written, deleted or checked is not there; or the parent of one to be created. */
public final class ZnodeMissing extends ZkFailure {
    private static final long serialVersionUID = 1L;

    ZnodeMissing(String message) {
        super(message);
    }
}
