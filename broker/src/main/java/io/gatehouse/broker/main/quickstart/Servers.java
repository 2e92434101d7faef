package io.gatehouse.broker.main.quickstart;

import java.nio.file.Path;

/** Starts the two servers of the quick start; a seam, so that the rest can be tried without them. */
interface Servers {
    /** Returns when ZooKeeper accepts connections; closing stops it. */
    AutoCloseable zooKeeper();

    /** Returns when the broker lets clients in; closing stops it in order. */
    AutoCloseable broker(Path serverProperties);
}
