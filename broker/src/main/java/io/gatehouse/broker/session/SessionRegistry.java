package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Who is connected, and the way to end it. A connection enters when it becomes ready and leaves when it closes.
 *
 * <p>Thread: any. Bounded by the connection limits, since every session is an admitted connection.
 */
public final class SessionRegistry {
    private static final Comparator<Session> LONGEST_FIRST =
            Comparator.comparing(Session::since).thenComparing(Session::id);

    private final ConcurrentMap<String, Entry> byId = new ConcurrentHashMap<>();

    /**
     * @param peer what the connection writes down about its peer
     * @param close starts closing the connection; called on any thread, must not block, may be called more than once
     * @param proof whether what the session was opened with would still open it
     */
    public void add(Session session, PeerDetails peer, Runnable close, BooleanSupplier proof) {
        if (byId.putIfAbsent(session.id(), new Entry(session, peer, close, proof)) != null) {
            throw new IllegalStateException("session id " + session.id() + " is taken");
        }
    }

    /** The same session has been proved again. */
    public void renew(Session session, BooleanSupplier proof) {
        byId.computeIfPresent(session.id(), (id, entry) -> new Entry(session, entry.peer(), entry.close(), proof));
    }

    /** The connection has closed; unknown ids are fine. */
    public void remove(Session session) {
        byId.remove(session.id());
    }

    /** Everybody, the longest connected first. */
    public List<Session> list() {
        return byId.values().stream().map(Entry::session).sorted(LONGEST_FIRST).toList();
    }

    /** Those that the condition holds for, as they are now, the longest connected first. */
    public List<SessionView> views(Predicate<Session> condition, int max, Instant now) {
        return byId.values().stream()
                .filter(entry -> condition.test(entry.session()))
                .sorted(Comparator.comparing(Entry::session, LONGEST_FIRST))
                .limit(max)
                .map(entry -> entry.view(now))
                .toList();
    }

    public int count(Predicate<Session> condition) {
        return Math.toIntExact(byId.values().stream()
                .filter(entry -> condition.test(entry.session()))
                .count());
    }

    public Optional<Session> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(Entry::session);
    }

    /** Ends every session of a principal, for example because the credential was deleted; returns them. */
    public List<Session> end(VerifiedPrincipal principal) {
        return endAll(session -> session.principal().equals(principal));
    }

    /** Ends every session that the condition holds for; returns them. */
    public List<Session> endAll(Predicate<Session> condition) {
        List<Entry> ended = byId.values().stream()
                .filter(entry -> condition.test(entry.session()))
                .toList();
        ended.forEach(entry -> entry.close().run());
        return ended.stream().map(Entry::session).toList();
    }

    /** Ends every session whose credential is gone or another one now; returns them (PEERS B13). */
    public List<Session> endUnproven() {
        List<Entry> unproven = byId.values().stream()
                .filter(entry -> !entry.proof().getAsBoolean())
                .toList();
        unproven.forEach(entry -> entry.close().run());
        return unproven.stream().map(Entry::session).toList();
    }

    private record Entry(Session session, PeerDetails peer, Runnable close, BooleanSupplier proof) {
        SessionView view(Instant now) {
            return new SessionView(
                    session,
                    peer.clientId(),
                    peer.software(),
                    peer.tls(),
                    peer.activity().counted(now.getEpochSecond(), Duration.between(session.since(), now)));
        }
    }
}
