package io.gatehouse.quotas;

import io.gatehouse.auth.identity.PeerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be: in all, per address, and of those that have not proven who they are. Answered
 * before TLS costs anything; who is refused is closed at once (CONFORMANCE QIP-01 to QIP-03, attacks 7, 9, 25, 26).
 *
 * <p>Thread: any. All state is guarded by {@code lock}; callbacks run outside it.
 */
public final class ConnectionLimits {
    /** No limit, as Kafka writes it. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private final int max;
    private final int perAddress;
    private final Map<String, Integer> overrides;
    private final int unauthenticatedMax;
    private final int unauthenticatedPerAddress;

    private final Object lock = new Object();
    private final Map<String, AddressCount> counts = new HashMap<>();
    private final LinkedHashSet<Lease> unauthenticated = new LinkedHashSet<>();
    private int open;
    private long refused;

    /**
     * @param max {@code max.connections}
     * @param perAddress {@code max.connections.per.ip}
     * @param overrides {@code max.connections.per.ip.overrides}, by host name or address; names are looked up here
     * @param unauthenticatedMax in all; one more takes the place of the oldest
     * @param unauthenticatedPerAddress one more is refused, so that one host cannot push out all others
     */
    public ConnectionLimits(
            int max,
            int perAddress,
            Map<String, Integer> overrides,
            int unauthenticatedMax,
            int unauthenticatedPerAddress) {
        this.max = max;
        this.perAddress = perAddress;
        this.overrides = resolve(overrides);
        this.unauthenticatedMax = unauthenticatedMax;
        this.unauthenticatedPerAddress = unauthenticatedPerAddress;
    }

    /** A place for a new connection, or empty: close it. */
    public Optional<Lease> admit(InetAddress address, Instant now) {
        String host = PeerAddress.canonical(address);
        Optional<Lease> eldest;
        Lease lease;
        synchronized (lock) {
            AddressCount count = counts.getOrDefault(host, AddressCount.NONE);
            if (open >= max
                    || count.open() >= overrides.getOrDefault(host, perAddress)
                    || count.unauthenticated() >= unauthenticatedPerAddress
                    || unauthenticatedMax == 0) {
                refused++;
                return Optional.empty();
            }
            eldest = unauthenticated.size() < unauthenticatedMax ? Optional.empty() : Optional.of(takeEldest());
            lease = new Lease(host, now);
            unauthenticated.add(lease);
            open++;
            counts.put(host, counts.getOrDefault(host, AddressCount.NONE).plus(1, 1));
        }
        eldest.ifPresent(Lease::hangUp);
        return Optional.of(lease);
    }

    /** Connections that hold a place now. */
    public int open() {
        synchronized (lock) {
            return open;
        }
    }

    /** Of those, the ones that have not proven who they are. */
    public int unauthenticated() {
        synchronized (lock) {
            return unauthenticated.size();
        }
    }

    /** Connections turned away or pushed out since the start. */
    public long refused() {
        synchronized (lock) {
            return refused;
        }
    }

    private Lease takeEldest() {
        Iterator<Lease> all = unauthenticated.iterator();
        Lease eldest = all.next();
        release(eldest);
        refused++;
        return eldest;
    }

    private void release(Lease lease) {
        if (lease.state == LeaseState.CLOSED) {
            return;
        }
        boolean stranger = unauthenticated.remove(lease);
        lease.state = LeaseState.CLOSED;
        open--;
        AddressCount left = counts.getOrDefault(lease.host, AddressCount.NONE).plus(-1, stranger ? -1 : 0);
        if (left.open() == 0) {
            counts.remove(lease.host);
        } else {
            counts.put(lease.host, left);
        }
    }

    private static Map<String, Integer> resolve(Map<String, Integer> overrides) {
        Map<String, Integer> resolved = new HashMap<>();
        overrides.forEach((host, limit) -> {
            try {
                for (InetAddress address : InetAddress.getAllByName(host)) {
                    resolved.put(PeerAddress.canonical(address), limit);
                }
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(
                        "max.connections.per.ip.overrides: " + host
                                + " (expected: an address or a host name that resolves)",
                        e);
            }
        });
        return Map.copyOf(resolved);
    }

    private enum LeaseState {
        UNAUTHENTICATED,
        AUTHENTICATED,
        CLOSED
    }

    private record AddressCount(int open, int unauthenticated) {
        static final AddressCount NONE = new AddressCount(0, 0);

        AddressCount plus(int more, int moreUnauthenticated) {
            return new AddressCount(open + more, unauthenticated + moreUnauthenticated);
        }
    }

    /** The place of one connection; closing it twice is harmless. */
    public final class Lease implements AutoCloseable {
        private final String host;
        private final Instant since;
        private LeaseState state = LeaseState.UNAUTHENTICATED;
        private boolean pushedOut;
        private @Nullable Runnable onPushedOut;

        private Lease(String host, Instant since) {
            this.host = host;
            this.since = since;
        }

        /** The peer's address, IPv4-mapped IPv6 as IPv4. */
        public String host() {
            return host;
        }

        public Instant since() {
            return since;
        }

        /** What to do when a newer stranger takes this place: close the connection. Runs at once if it is taken already. */
        public void onPushedOut(Runnable close) {
            boolean late;
            synchronized (lock) {
                onPushedOut = close;
                late = pushedOut;
            }
            if (late) {
                close.run();
            }
        }

        /** The peer has proven who it is: it counts no more as a stranger. */
        public void authenticated() {
            synchronized (lock) {
                if (state == LeaseState.UNAUTHENTICATED) {
                    state = LeaseState.AUTHENTICATED;
                    unauthenticated.remove(this);
                    counts.computeIfPresent(host, (any, count) -> count.plus(0, -1));
                }
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                release(this);
            }
        }

        private void hangUp() {
            Runnable close;
            synchronized (lock) {
                pushedOut = true;
                close = onPushedOut;
            }
            if (close != null) {
                close.run();
            }
        }
    }
}
