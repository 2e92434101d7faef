package io.gatehouse.broker.api.data;

import io.gatehouse.broker.api.data.FetchPlace.Told;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fetch sessions of this broker (KIP-227, COMPAT B9). A session belongs to the principal that made it: to everyone
 * else its id is one that does not exist.
 *
 * <p>Thread: any; one lock guards all sessions, for the few moments that a request changes its own.
 */
public final class FetchSessions {
    /** A session that was used within this time is not pushed out by others, unless its owner holds too many. */
    static final Duration PROTECTED = Duration.ofMinutes(2);

    /** At most 500 bytes each, with the longest names: all sessions stay below 50 MB whatever clients ask for. */
    static final int PARTITIONS_MAX = 100_000;

    private static final Comparator<FetchSession> RANK = Comparator.comparing(FetchSession::privileged)
            .thenComparingInt(FetchSession::partitions)
            .thenComparingInt(FetchSession::id);

    /** Who asks: how sessions of this request are told from others'. */
    record Asker(String principal, boolean byId, boolean privileged, Instant now) {}

    private final int slots;
    private final int partitionsMax;
    private final RandomGenerator random;
    private final Map<Integer, FetchSession> sessions = new HashMap<>();
    private int partitions;

    /**
     * @param slots {@code max.incremental.fetch.session.cache.slots}
     * @param random makes ids that nobody can guess
     */
    public FetchSessions(int slots, RandomGenerator random) {
        this(slots, PARTITIONS_MAX, random);
    }

    FetchSessions(int slots, int partitionsMax, RandomGenerator random) {
        this.slots = slots;
        this.partitionsMax = partitionsMax;
        this.random = random;
    }

    /** What an incremental request comes to: everything that its session wants, or why not. */
    record Resumed(ErrorCode error, int sessionId, List<FetchPlace> places) {
        private static Resumed refused(ErrorCode error) {
            return new Resumed(error, FetchPlan.NO_SESSION, List.of());
        }
    }

    /** Goes on with a session: partitions are added, changed and forgotten (COMPAT B9.3 to B9.5). */
    synchronized Resumed resume(
            int id, int epoch, List<FetchPlace> changed, List<FetchPlace.Key> forgotten, Asker asker) {
        FetchSession session = sessions.get(id);
        if (session == null || !session.owner().equals(asker.principal)) {
            return Resumed.refused(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (session.byId() != asker.byId) {
            return Resumed.refused(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        if (session.epoch() != epoch) {
            return Resumed.refused(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
        }
        if (partitions + session.unknownOf(changed) > partitionsMax) {
            remove(session); // The consumer goes on without a session.
            return Resumed.refused(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        }
        session.used(asker.now);
        partitions -= session.partitions();
        changed.forEach(session::add);
        forgotten.forEach(session::forget);
        partitions += session.partitions();
        if (session.partitions() == 0) {
            remove(session);
            return new Resumed(ErrorCode.NONE, FetchPlan.NO_SESSION, List.of());
        }
        return new Resumed(ErrorCode.NONE, id, session.places());
    }

    /**
     * Makes a session that begins with these partitions and what is told of them now.
     *
     * @return its id, 0 when there is no room (COMPAT B9.6)
     */
    synchronized int create(List<Told> told, Asker asker) {
        if (told.isEmpty() || !makeRoom(told.size(), asker)) {
            return FetchPlan.NO_SESSION;
        }
        FetchSession session = new FetchSession(freshId(), asker.principal, asker.byId, asker.privileged, asker.now);
        told.forEach(each -> session.add(each.place()));
        told.forEach(each -> session.tell(each.place().key(), each.answer()));
        sessions.put(session.id(), session);
        partitions += session.partitions();
        return session.id();
    }

    /** Leaves out what the consumer was told before. */
    synchronized List<Told> news(int id, List<Told> told) {
        FetchSession session = sessions.get(id);
        return session == null
                ? told
                : told.stream()
                        .filter(each -> session.tell(each.place().key(), each.answer()))
                        .toList();
    }

    /** Ends a session if it is the asker's. */
    synchronized void close(int id, Asker asker) {
        FetchSession session = sessions.get(id);
        if (session != null && session.owner().equals(asker.principal)) {
            remove(session);
        }
    }

    /**
     * Ends the sessions that name one of these topics, which are gone: what comes under the same name is not what their
     * consumers have begun to read (attack 155). Sessions by id need no end: an id comes once.
     */
    public synchronized void topicsDeleted(Set<TopicName> topics) {
        Set<String> names = topics.stream().map(TopicName::value).collect(Collectors.toSet());
        stream().filter(session -> session.names(names)).toList().forEach(this::remove);
    }

    synchronized int count() {
        return sessions.size();
    }

    private void remove(FetchSession session) {
        sessions.remove(session.id());
        partitions -= session.partitions();
    }

    private int freshId() {
        int id;
        do {
            id = random.nextInt(1, Integer.MAX_VALUE);
        } while (sessions.containsKey(id));
        return id;
    }

    private boolean makeRoom(int wanted, Asker asker) {
        if (slots == 0 || wanted > partitionsMax) {
            return false;
        }
        while (sessions.size() >= slots || partitions + wanted > partitionsMax) {
            Optional<FetchSession> victim = victim(wanted, asker);
            if (victim.isEmpty()) {
                return false;
            }
            remove(victim.get());
        }
        return true;
    }

    /** COMPAT B9.8, and before its last rule: nobody keeps more than half of the cache from the others. */
    private Optional<FetchSession> victim(int wanted, Asker asker) {
        Optional<FetchSession> idle = stream()
                .filter(session -> old(session.usedAt(), asker.now) && mayGoFor(session, asker))
                .min(Comparator.comparing(FetchSession::usedAt));
        if (idle.isPresent()) {
            return idle;
        }
        Optional<FetchSession> greedy = greedy(asker);
        if (greedy.isPresent()) {
            return greedy;
        }
        return stream()
                .filter(session -> old(session.since(), asker.now) && mayGoFor(session, asker))
                .min(RANK)
                .filter(least -> (asker.privileged && !least.privileged()) || least.partitions() < wanted);
    }

    private Optional<FetchSession> greedy(Asker asker) {
        Map<String, List<FetchSession>> byOwner = new HashMap<>();
        sessions.values()
                .forEach(session -> byOwner.computeIfAbsent(session.owner(), owner -> new ArrayList<>())
                        .add(session));
        return byOwner.entrySet().stream()
                .filter(owner -> !owner.getKey().equals(asker.principal))
                .map(Map.Entry::getValue)
                .filter(owned -> owned.size() > (slots + 1) / 2 || sum(owned) > partitionsMax / 2)
                .flatMap(List::stream)
                .filter(session -> mayGoFor(session, asker))
                .min(Comparator.comparing(FetchSession::usedAt));
    }

    private static int sum(List<FetchSession> owned) {
        return owned.stream().mapToInt(FetchSession::partitions).sum();
    }

    private Stream<FetchSession> stream() {
        return sessions.values().stream();
    }

    private static boolean mayGoFor(FetchSession session, Asker asker) {
        return asker.privileged || !session.privileged();
    }

    private static boolean old(Instant then, Instant now) {
        return then.plus(PROTECTED).isBefore(now);
    }
}
