package io.gatehouse.zk;

import org.apache.zookeeper.CreateMode;

/** How long a znode lives, and whether ZooKeeper numbers it. */
public enum ZnodeKind {
    PERSISTENT(CreateMode.PERSISTENT),
    /** Gone with the session that made it. */
    EPHEMERAL(CreateMode.EPHEMERAL),
    /** Ten digits are added to the name. */
    PERSISTENT_SEQUENTIAL(CreateMode.PERSISTENT_SEQUENTIAL);

    private final CreateMode mode;

    ZnodeKind(CreateMode mode) {
        this.mode = mode;
    }

    CreateMode mode() {
        return mode;
    }
}
