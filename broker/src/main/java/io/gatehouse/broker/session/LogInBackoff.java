package io.gatehouse.broker.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How fast log-ins may fail: for each user from each address, and for each address (attack 67, PEERS B10). Failures beyond
 * the pace are not forbidden, they have to wait for their turn, and so has the right password of the same user from the same
 * address: whoever guesses learns nothing sooner by running many connections at once, or by leaving early. Nobody else
 * waits: other addresses have turns of their own, and a user who has logged in from an address before does not wait for
 * those who guess at other names there.
 *
 * <p>A few failures come free, then one for each interval. Thread: any; guarded by {@code this}. Bounded: what is forgotten
 * first is what has had no failure for the longest time.
 */
public final class LogInBackoff {
    /** Nobody is held for longer; who would be is hung up on, which clients try again after, and not refused. */
    public static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /** A connection from an address that has to wait costs no handshake for so long at most: its user may be another one. */
    public static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    static final int PAIRS_MAX = 50_000;
    private static final int ADDRESSES_MAX = 50_000;
    private static final int KNOWN_MAX = 50_000;

    private final Turns<Pair> pairs;
    private final Turns<String> addresses;
    private final Map<Pair, Boolean> known = new Recent<>(KNOWN_MAX);

    /**
     * @param perMinute failures of one user from one address; 0: no bound
     * @param perMinutePerAddress failures of all users from one address; 0: no bound
     */
    public LogInBackoff(int perMinute, int perMinutePerAddress) {
        this.pairs = new Turns<>(perMinute, PAIRS_MAX);
        this.addresses = new Turns<>(perMinutePerAddress, ADDRESSES_MAX);
    }

    /**
     * A log-in has been judged, and nobody was told yet.
     *
     * @param host in its canonical spelling
     * @param user the name that was claimed; empty if none was
     * @return how long telling has to wait; empty for too long: it never is told
     */
    public synchronized Optional<Duration> judged(String host, String user, boolean failed, Instant now) {
        String address = network(host);
        Pair pair = new Pair(address, user);
        long time = now.toEpochMilli();
        long wait = Math.max(pairs.wait(pair, time), known.containsKey(pair) ? 0 : addresses.wait(address, time));
        if (wait > WAIT_MAX.toMillis()) {
            return Optional.empty();
        }
        if (failed) {
            pairs.failed(pair, time);
            addresses.failed(address, time);
        } else {
            known.put(pair, true);
        }
        return Optional.of(Duration.ofMillis(wait));
    }

    /** How long a connection of this address is to be left unread before anything is done for it. */
    public synchronized Duration pause(String host, Instant now) {
        long wait = addresses.wait(network(host), now.toEpochMilli());
        return Duration.ofMillis(Math.min(wait, PAUSE_MAX.toMillis()));
    }

    /** Whoever has one IPv6 address has a network of them (RFC 6177), so that counts as one. */
    private static String network(String host) {
        int groups = 0;
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) == ':') {
                groups++;
                if (groups == 4) {
                    return host.substring(0, i);
                }
            }
        }
        return host;
    }

    private record Pair(String address, String user) {}

    /** When whose next failure would have come if failures came evenly; in milliseconds, ahead of the clock by what was used. */
    private static final class Turns<K> {
        private static final int MINUTE = 60_000;

        /** Twenty seconds' worth comes free, and at least one. */
        private static final int BURST_MILLIS = MINUTE / 3;

        private final int interval;
        private final int free;
        private final Map<K, Long> used;

        Turns(int perMinute, int keysMax) {
            this.interval = perMinute == 0 ? 0 : Math.max(1, MINUTE / perMinute);
            this.free = Math.max(0, BURST_MILLIS - interval);
            this.used = new Recent<>(keysMax);
        }

        long wait(K key, long now) {
            Long until = used.get(key);
            return until == null ? 0 : Math.max(0, until - free - now);
        }

        void failed(K key, long now) {
            if (interval > 0) {
                used.put(key, Math.max(now, used.getOrDefault(key, now)) + interval);
            }
        }
    }

    /** What was put last stays. */
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;
        private static final float LOAD = 0.75f;

        private final int max;

        Recent(int max) {
            super(16, LOAD, true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
        }
    }
}
