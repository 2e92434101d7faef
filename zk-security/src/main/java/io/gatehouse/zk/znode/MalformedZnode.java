package io.gatehouse.zk.znode;

/** A znode's value is not what its place asks for. The message says what was expected and shows none of the value. */
public final class MalformedZnode extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedZnode(String expected) {
        super("malformed znode (expected: " + expected + ")");
    }
}
