package io.gatehouse.zk;

/** A {@link PolicyChange} starts from something that is not so; nothing was changed unless the message says otherwise. */
public final class PolicyConflict extends ZkFailure {
    private static final long serialVersionUID = 1L;

    public PolicyConflict(String message) {
        super(message);
    }

    PolicyConflict(String message, Throwable cause) {
        super(message, cause);
    }
}
