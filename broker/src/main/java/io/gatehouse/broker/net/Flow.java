package io.gatehouse.broker.net;

import java.util.EnumSet;
import java.util.Set;

/**
 * Whether the next request of a connection may be looked at. Several may have a reason to wait; it goes on when none has.
 * Thread: the connection's event loop.
 */
final class Flow {
    enum Stop {
        /** Too much is being worked on for this peer already. */
        IN_FLIGHT,
        /** The peer does not read its answers (attack 23). */
        UNWRITABLE,
        /** The peer is over its quota (KIP-219). */
        THROTTLED,
        /** A thread that has the time works out who the peer is: its password, or whether its certificate was revoked. */
        JUDGED,
        /** The connection ends; nothing more is read. */
        CLOSING
    }

    private final Set<Stop> stops = EnumSet.noneOf(Stop.class);
    private Runnable onOpen = () -> {};

    /** What to do when the last reason to wait is gone. */
    void onOpen(Runnable action) {
        onOpen = action;
    }

    boolean open() {
        return stops.isEmpty();
    }

    boolean closing() {
        return stops.contains(Stop.CLOSING);
    }

    void stop(Stop reason) {
        stops.add(reason);
    }

    void go(Stop reason) {
        if (reason == Stop.CLOSING) {
            throw new IllegalStateException("a closing connection does not open again");
        }
        if (stops.remove(reason) && stops.isEmpty()) {
            onOpen.run();
        }
    }
}
