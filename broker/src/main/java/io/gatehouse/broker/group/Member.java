package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.group.record.MemberValue;
import io.gatehouse.broker.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group: what it said of itself, what it was given, and the request in which it waits, if it does. While it
 * waits its session does not run: the broker is the one to blame. Thread: the shard's lane.
 */
final class Member {
    /** So that a long rebalance does not drop a new member whose client gave up waiting for its id (E3.7). */
    private static final Duration NEW_MEMBER_SESSION = Duration.ofMinutes(5);

    private final String id;
    private final Optional<String> instanceId;
    private final Alarm session;

    private Optional<String> owner;
    private String clientId;
    private String clientHost;
    private Duration rebalanceTimeout;
    private Duration sessionTimeout;
    private List<JoinCommand.Protocol> protocols;
    private Blob assignment;
    private boolean fresh;
    private @Nullable Consumer<JoinAnswer> joining;
    private @Nullable Consumer<SyncAnswer> syncing;

    private Member(
            MemberValue value,
            Optional<String> owner,
            List<JoinCommand.Protocol> protocols,
            boolean fresh,
            Alarm session) {
        this.id = value.memberId();
        this.instanceId = value.instanceId();
        this.owner = owner;
        this.clientId = value.clientId();
        this.clientHost = value.clientHost();
        this.rebalanceTimeout = value.rebalanceTimeout();
        this.sessionTimeout = value.sessionTimeout();
        this.protocols = protocols;
        this.assignment = value.assignment();
        this.fresh = fresh;
        this.session = session;
    }

    /** A member that joins for the first time. */
    static Member joining(String id, JoinCommand join, Function<String, Alarm> sessions) {
        MemberValue value = new MemberValue(
                id,
                join.instanceId(),
                join.clientId(),
                join.clientHost(),
                join.rebalanceTimeout(),
                join.sessionTimeout(),
                Blob.EMPTY,
                Blob.EMPTY);
        return new Member(value, Optional.of(join.principal()), join.protocols(), true, sessions.apply(id));
    }

    /** A member that the log knows, in a group with this protocol. */
    static Member stored(MemberValue value, String protocol, Function<String, Alarm> sessions) {
        List<JoinCommand.Protocol> protocols = List.of(new JoinCommand.Protocol(protocol, value.subscription()));
        return new Member(value, Optional.empty(), protocols, false, sessions.apply(value.memberId()));
    }

    String id() {
        return id;
    }

    Optional<String> instanceId() {
        return instanceId;
    }

    /** The principal that joined as this member last; empty if that was before the group was loaded. */
    Optional<String> owner() {
        return owner;
    }

    void ownedBy(String principal) {
        owner = Optional.of(principal);
    }

    String clientId() {
        return clientId;
    }

    String clientHost() {
        return clientHost;
    }

    Duration rebalanceTimeout() {
        return rebalanceTimeout;
    }

    Blob assignment() {
        return assignment;
    }

    void assign(Blob given) {
        assignment = given;
    }

    List<JoinCommand.Protocol> protocols() {
        return protocols;
    }

    /** Takes what the member says of itself now. */
    void update(JoinCommand join) {
        clientId = join.clientId();
        clientHost = join.clientHost();
        rebalanceTimeout = join.rebalanceTimeout();
        sessionTimeout = join.sessionTimeout();
        protocols = join.protocols();
    }

    /** Bytes that this member makes the group hold. */
    long metadataBytes() {
        return bytes(protocols);
    }

    static long bytes(List<JoinCommand.Protocol> protocols) {
        return protocols.stream()
                .mapToLong(protocol ->
                        protocol.name().length() + protocol.metadata().size())
                .sum();
    }

    boolean supports(String protocol) {
        return protocols.stream().anyMatch(mine -> mine.name().equals(protocol));
    }

    Blob metadata(String protocol) {
        return protocols.stream()
                .filter(mine -> mine.name().equals(protocol))
                .findFirst()
                .map(JoinCommand.Protocol::metadata)
                .orElse(Blob.EMPTY);
    }

    MemberValue value(String protocol, Blob given) {
        return new MemberValue(
                id, instanceId, clientId, clientHost, rebalanceTimeout, sessionTimeout, metadata(protocol), given);
    }

    boolean isJoining() {
        return joining != null;
    }

    /** Waits for the next generation; a request that waits already came over a connection that is gone. */
    void awaitJoin(Consumer<JoinAnswer> answer, Instant now) {
        refuseJoin(ErrorCode.REBALANCE_IN_PROGRESS);
        joining = answer;
        if (fresh) {
            session.set(now.plus(NEW_MEMBER_SESSION));
        } else {
            session.clear();
        }
    }

    /** Answers the waiting join, if there is one, and starts the session. */
    void answerJoin(JoinAnswer answer, Instant now) {
        Consumer<JoinAnswer> waiting = joining;
        joining = null;
        fresh = false;
        renew(now);
        if (waiting != null) {
            waiting.accept(answer);
        }
    }

    void awaitSync(Consumer<SyncAnswer> answer) {
        refuseSync(ErrorCode.REBALANCE_IN_PROGRESS);
        syncing = answer;
        session.clear();
    }

    /** Answers the waiting sync, if there is one; the session runs again. */
    void answerSync(SyncAnswer answer, Instant now) {
        Consumer<SyncAnswer> waiting = syncing;
        if (waiting != null) {
            syncing = null;
            renew(now);
            waiting.accept(answer);
        }
    }

    /** The member has shown that it lives. */
    void renew(Instant now) {
        if (joining == null && syncing == null) {
            session.set(now.plus(sessionTimeout));
        }
    }

    /** The member goes; what it waits for is answered with {@code reason}. */
    void dismiss(ErrorCode reason) {
        session.clear();
        refuseJoin(reason);
        refuseSync(reason);
    }

    private void refuseJoin(ErrorCode reason) {
        Consumer<JoinAnswer> waiting = joining;
        if (waiting != null) {
            joining = null;
            waiting.accept(JoinAnswer.refused(reason, id));
        }
    }

    private void refuseSync(ErrorCode reason) {
        Consumer<SyncAnswer> waiting = syncing;
        if (waiting != null) {
            syncing = null;
            waiting.accept(SyncAnswer.refused(reason));
        }
    }
}
