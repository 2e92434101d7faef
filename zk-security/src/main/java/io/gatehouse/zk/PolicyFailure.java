package io.gatehouse.zk;

/** A {@link PolicyChange} could not be made, for another reason than what is there; the message says whether it was. */
public final class PolicyFailure extends ZkFailure {
    private static final long serialVersionUID = 1L;

    public PolicyFailure(String message) {
        super(message);
    }

    PolicyFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
