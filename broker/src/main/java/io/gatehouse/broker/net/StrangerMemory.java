package io.gatehouse.broker.net;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What all peers that have not proven who they are may hold in half-received frames, in sum (attack 9). One more byte than
 * that takes the place of the peer that has held some for the longest. Thread: any; guarded by {@code this}.
 */
final class StrangerMemory {
    private final long bytesMax;
    private final Set<Share> holders = new LinkedHashSet<>();
    private long used;

    StrangerMemory(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** @param evict closes the connection; called on any thread, must not block */
    Share share(Runnable evict) {
        return new Share(evict);
    }

    synchronized long used() {
        return used;
    }

    private synchronized void take(Share share, int bytes) {
        Iterator<Share> eldest = holders.iterator();
        while (used + bytes > bytesMax && eldest.hasNext()) {
            Share other = eldest.next();
            if (other != share) {
                eldest.remove();
                used -= other.held;
                other.held = 0;
                other.evict.run();
            }
        }
        if (used + bytes > bytesMax) {
            throw new FrameRefused(
                    "stranger_memory.full", "no memory for strangers (expected: " + bytesMax + " in all)");
        }
        used += bytes;
        share.held += bytes;
        holders.add(share);
    }

    private synchronized void free(Share share) {
        used -= share.held;
        share.held = 0;
        holders.remove(share);
    }

    /** One connection's part. Thread: the connection's event loop. */
    final class Share {
        private final Runnable evict;
        private long held;

        private Share(Runnable evict) {
            this.evict = evict;
        }

        void take(int bytes) {
            StrangerMemory.this.take(this, bytes);
        }

        void free() {
            StrangerMemory.this.free(this);
        }
    }
}
