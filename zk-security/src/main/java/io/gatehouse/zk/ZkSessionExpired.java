package io.gatehouse.zk;

/** The session ended before the answer came; whether the call took effect is not known. */
public final class ZkSessionExpired extends ZkFailure {
    private static final long serialVersionUID = 1L;

    ZkSessionExpired(String message) {
        super(message);
    }
}
