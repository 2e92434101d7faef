package io.gatehouse.zk;

/** A {@link PolicyChange} that ZooKeeper does not take as a whole; nothing was changed. */
public final class PolicyTooLarge extends ZkFailure {
    private static final long serialVersionUID = 1L;

    public PolicyTooLarge(int bytes, int bytesMax) {
        super("the plan makes " + bytes + " bytes for ZooKeeper (expected: at most " + bytesMax
                + "; it can be made in several plans); nothing was changed");
    }
}
