package io.gatehouse.zk;

/** What happened to the session with ZooKeeper. */
public enum SessionState {
    /** The same session goes on after a pause; its watches and ephemeral znodes are still there. */
    CONNECTED,
    /** No server answers at the moment; calls wait. */
    DISCONNECTED,
    /** The session is over: its ephemeral znodes are gone. Told before a new session is opened (COMPAT C1.4). */
    EXPIRED,
    /** A new session is open. No watch of the old one fires any more: read everything again. */
    RECONNECTED_NEW_SESSION
}
