package io.gatehouse.zk;

import java.util.Optional;

/** What a sealed znode held when it was read. Immutable. */
public final class SealedValue {
    private final byte[] clear;
    private final Optional<String> keyId;
    private final int version;
    private final long czxid;
    private final int children;

    SealedValue(byte[] clear, Optional<String> keyId, ZnodeValue znode) {
        this.clear = clear;
        this.keyId = keyId;
        this.version = znode.version();
        this.czxid = znode.czxid();
        this.children = znode.children();
    }

    /** A copy of the opened bytes. */
    public byte[] data() {
        return clear.clone();
    }

    /** The key that sealed it; empty for clear text that a migration allows. */
    public Optional<String> keyId() {
        return keyId;
    }

    public int version() {
        return version;
    }

    public int children() {
        return children;
    }

    long czxid() {
        return czxid;
    }

    @Override
    public String toString() {
        return "SealedValue[" + clear.length + " bytes, version " + version + "]";
    }
}
