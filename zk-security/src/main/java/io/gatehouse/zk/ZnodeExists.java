package io.gatehouse.zk;

/** A znode to be created is there already. After a lost connection it may be our own: see {@link ZkSession}. */
public final class ZnodeExists extends ZkFailure {
    private static final long serialVersionUID = 1L;

    ZnodeExists(String message) {
        super(message);
    }
}
