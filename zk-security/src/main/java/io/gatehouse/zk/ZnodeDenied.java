package io.gatehouse.zk;

/** The permissions of a znode do not allow this identity what it tried. */
public final class ZnodeDenied extends ZkFailure {
    private static final long serialVersionUID = 1L;

    ZnodeDenied(String message) {
        super(message);
    }
}
