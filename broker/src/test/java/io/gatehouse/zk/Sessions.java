package io.gatehouse.zk;

/** What only the server can do to a session. */
public final class Sessions {
    private Sessions() {}

    /** Ends the session as if its client had been silent for too long. */
    public static void expire(EmbeddedZooKeeper server, ZkSession session) {
        server.expire(session.sessionId());
    }
}
