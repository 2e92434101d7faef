package io.gatehouse.zk;

/** No session could be opened, or this one is closed. The message says why in one sentence. */
public final class ZkUnavailable extends ZkFailure {
    private static final long serialVersionUID = 1L;

    ZkUnavailable(String message) {
        super(message);
    }
}
