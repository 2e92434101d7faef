package io.gatehouse.zk;

/** A znode to be deleted has children. */
public final class ZnodeNotEmpty extends ZkFailure {
    private static final long serialVersionUID = 1L;

    ZnodeNotEmpty(String message) {
        super(message);
    }
}
