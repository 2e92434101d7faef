package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
    private final ConcurrentMap<String, Entry> byId = new ConcurrentHashMap<>();

    /**
     * @param close starts closing the connection; called on any thread, must not block, may be called more than once
     * @param proof whether what the session was opened with would still open it
     */
    public void add(Session session, Runnable close, BooleanSupplier proof) {
        if (byId.putIfAbsent(session.id(), new Entry(session, close, proof)) != null) {
            throw new IllegalStateException("session id " + session.id() + " is taken");
        }
    }

    /** The same session has been proved again. */
    public void renew(Session session, BooleanSupplier proof) {
        byId.computeIfPresent(session.id(), (id, entry) -> new Entry(session, entry.close(), proof));
    }

    /** The connection has closed; unknown ids are fine. */
    public void remove(Session session) {
        byId.remove(session.id());
    }

    /** Everybody, the longest connected first. */
    public List<Session> list() {
        return byId.values().stream()
                .map(Entry::session)
                .sorted(Comparator.comparing(Session::since).thenComparing(Session::id))
                .toList();
    }

    /** Ends every session of a principal, for example because the credential was deleted; returns how many. */
    public int end(VerifiedPrincipal principal) {
        return endAll(session -> session.principal().equals(principal));
    }

    /** Ends every session that the condition holds for; returns how many. */
    public int endAll(Predicate<Session> condition) {
        Collection<Entry> ended = byId.values().stream()
                .filter(entry -> condition.test(entry.session()))
                .toList();
        ended.forEach(entry -> entry.close().run());
        return ended.size();
    }

    /** Ends every session whose credential is gone or another one now; returns them (PEERS B13). */
    public List<Session> endUnproven() {
        List<Entry> unproven = byId.values().stream()
                .filter(entry -> !entry.proof().getAsBoolean())
                .toList();
        unproven.forEach(entry -> entry.close().run());
        return unproven.stream().map(Entry::session).toList();
    }

    private record Entry(Session session, Runnable close, BooleanSupplier proof) {}
}
