package io.gatehouse.zk;

import java.time.Instant;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** What a znode held when it was read. Immutable. */
public final class ZnodeValue {
    private final byte[] data;
    private final int version;
    private final long czxid;
    private final long ephemeralOwner;
    private final Instant created;
    private final int children;

    private ZnodeValue(byte[] data, Stat stat) {
        this.data = data;
        this.version = stat.getVersion();
        this.czxid = stat.getCzxid();
        this.ephemeralOwner = stat.getEphemeralOwner();
        this.created = Instant.ofEpochMilli(stat.getCtime());
        this.children = stat.getNumChildren();
    }

    static ZnodeValue of(byte @Nullable [] data, Stat stat) {
        return new ZnodeValue(data == null ? new byte[0] : data, stat);
    }

    /** A copy of the bytes; empty for a znode without data. */
    public byte[] data() {
        return data.clone();
    }

    /** How often the data was written since the znode was created. */
    public int version() {
        return version;
    }

    /** The transaction that created the znode: for a broker's registration, its epoch (COMPAT C3.10). */
    public long czxid() {
        return czxid;
    }

    /** The session that an ephemeral znode belongs to; 0 for others. */
    public long ephemeralOwner() {
        return ephemeralOwner;
    }

    /** When the znode was created, by the server's clock. */
    public Instant created() {
        return created;
    }

    public int children() {
        return children;
    }

    @Override
    public String toString() {
        return "ZnodeValue[" + data.length + " bytes, version " + version + "]";
    }
}
