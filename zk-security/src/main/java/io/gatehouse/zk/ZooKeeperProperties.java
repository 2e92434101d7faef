package io.gatehouse.zk;

/**
 * The one place where system properties are set, because ZooKeeper reads these from nowhere else.
 *
 * <p>For a client only {@code jute.maxbuffer}: the largest answer that is read, 4 MiB unless set (COMPAT C1.2), because
 * a folder with many children is larger than ZooKeeper's own 1 MiB.
 */
final class ZooKeeperProperties {
    private static final String ANSWER_BYTES_MAX = "jute.maxbuffer";

    private ZooKeeperProperties() {}

    static void setForClient() {
        if (System.getProperty(ANSWER_BYTES_MAX) == null) {
            System.setProperty(ANSWER_BYTES_MAX, String.valueOf(4 * 1024 * 1024));
        }
    }
}
