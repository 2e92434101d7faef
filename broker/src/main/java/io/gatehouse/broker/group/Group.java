package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.group.record.GroupValue;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One group of the classic protocol: its members and its generation. Soft state that {@link Rebalance} and its neighbours
 * change; what survives is in {@link DurableState}.
 *
 * <p>Invariants: the generation never goes back; the leader is a member; an instance id names one member; members are
 * waiting for a join only while a rebalance is prepared. Thread: the shard's lane.
 */
final class Group {
    private final GroupId id;
    private final Alarm rebalanceAlarm;
    private final Alarm syncAlarm;

    /** In the order of joining, so that elections and votes come out the same way again. */
    private final Map<String, Member> members = new LinkedHashMap<>();

    private final Map<String, String> memberIdByInstance = new HashMap<>();
    private final Map<String, Alarm> pendingJoins = new HashMap<>();
    private final Set<String> pendingSyncs = new LinkedHashSet<>();

    private GroupState state = GroupState.EMPTY;
    private Instant since;
    private Optional<String> protocolType = Optional.empty();
    private int generation;
    private Optional<String> protocol = Optional.empty();
    private Optional<String> leader = Optional.empty();
    private Optional<Duration> initialWaitLeft = Optional.empty();
    private boolean grewWhileWaiting;
    private boolean writingAssignments;
    private long metadataBytes;

    /**
     * @param onJoinDeadline runs when a rebalance has waited long enough
     * @param onSyncDeadline runs when the members had time enough to sync
     */
    Group(GroupId id, ShardTools tools, Consumer<Group> onJoinDeadline, Consumer<Group> onSyncDeadline) {
        this.id = id;
        this.since = tools.now();
        this.rebalanceAlarm = tools.alarm(() -> onJoinDeadline.accept(this));
        this.syncAlarm = tools.alarm(() -> onSyncDeadline.accept(this));
    }

    /** Takes over what the log says; with members the group is stable (COMPAT E2.8). */
    void restore(GroupValue value, Function<String, Alarm> sessions, Instant now) {
        protocolType = Optional.of(value.protocolType()).filter(type -> !type.isEmpty());
        generation = value.generation();
        since = value.since().orElse(now);
        if (!value.members().isEmpty()) {
            protocol = value.protocol();
            state = GroupState.STABLE;
            value.members().forEach(stored -> {
                Member member = Member.stored(stored, protocol.orElse(""), sessions);
                add(member);
                member.renew(now);
            });
            leader = value.leader().filter(members::containsKey).or(() -> leader);
        }
    }

    GroupId id() {
        return id;
    }

    GroupState state() {
        return state;
    }

    Optional<String> protocolType() {
        return protocolType;
    }

    int generation() {
        return generation;
    }

    Optional<String> protocol() {
        return protocol;
    }

    Optional<String> leader() {
        return leader;
    }

    boolean isLeader(Member member) {
        return leader.filter(member.id()::equals).isPresent();
    }

    Collection<Member> members() {
        return List.copyOf(members.values());
    }

    int size() {
        return members.size();
    }

    long metadataBytes() {
        return metadataBytes;
    }

    Optional<Member> member(String memberId) {
        return Optional.ofNullable(members.get(memberId));
    }

    Optional<Member> memberOfInstance(String instanceId) {
        return Optional.ofNullable(memberIdByInstance.get(instanceId)).flatMap(this::member);
    }

    /** Whether the request comes from a member as it is now; NONE if so (COMPAT E4, member check). */
    ErrorCode check(String memberId, Optional<String> instanceId) {
        if (instanceId.isPresent()) {
            Optional<Member> holder = memberOfInstance(instanceId.get());
            if (holder.isEmpty()) {
                return ErrorCode.UNKNOWN_MEMBER_ID;
            }
            return holder.get().id().equals(memberId) ? ErrorCode.NONE : ErrorCode.FENCED_INSTANCE_ID;
        }
        return members.containsKey(memberId) ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
    }

    /** The first member gives the group its protocol type and leads it. */
    void add(Member member) {
        if (members.isEmpty() && leader.isEmpty()) {
            leader = Optional.of(member.id());
        }
        members.put(member.id(), member);
        member.instanceId().ifPresent(instance -> memberIdByInstance.put(instance, member.id()));
        metadataBytes += member.metadataBytes();
    }

    void protocolType(String type) {
        protocolType = Optional.of(type);
    }

    void update(Member member, JoinCommand join) {
        metadataBytes -= member.metadataBytes();
        member.update(join);
        metadataBytes += member.metadataBytes();
    }

    void remove(Member member) {
        if (members.remove(member.id()) != null) {
            metadataBytes -= member.metadataBytes();
        }
        member.instanceId().ifPresent(instance -> memberIdByInstance.remove(instance, member.id()));
        pendingSyncs.remove(member.id());
        if (isLeader(member)) {
            leader = members.keySet().stream().findFirst();
        }
    }

    /** A static member came back under a new id, which takes the old one's place. */
    void replace(Member old, Member successor) {
        boolean led = isLeader(old);
        boolean owesSync = pendingSyncs.contains(old.id());
        remove(old);
        add(successor);
        if (led) {
            leader = Optional.of(successor.id());
        }
        if (owesSync) {
            pendingSyncs.add(successor.id());
        }
    }

    /** Whether a member with these protocols could take part. */
    boolean supports(String type, List<JoinCommand.Protocol> protocols) {
        if (type.isEmpty() || protocols.isEmpty()) {
            return false;
        }
        if (state == GroupState.EMPTY) {
            return true;
        }
        return protocolType.filter(type::equals).isPresent()
                && protocols.stream().anyMatch(offered -> supportedByAll(offered.name()));
    }

    /** The protocol with most votes among those that all support; none only if there are no members (COMPAT E3.2). */
    Optional<String> elect() {
        return Election.among(members.values().stream().map(Member::protocols).toList());
    }

    /** As {@link #elect} if this member had these protocols. */
    Optional<String> electWith(Member member, List<JoinCommand.Protocol> protocols) {
        return Election.among(members.values().stream()
                .map(other -> other == member ? protocols : other.protocols())
                .toList());
    }

    private boolean supportedByAll(String name) {
        return members.values().stream().allMatch(member -> member.supports(name));
    }

    boolean isPending(String memberId) {
        return pendingJoins.containsKey(memberId);
    }

    int pendingJoins() {
        return pendingJoins.size();
    }

    /** A future member that was told its id and must come back before the alarm (KIP-394). */
    void addPending(String memberId, Alarm alarm) {
        pendingJoins.put(memberId, alarm);
    }

    void removePending(String memberId) {
        Alarm alarm = pendingJoins.remove(memberId);
        if (alarm != null) {
            alarm.clear();
        }
    }

    boolean everybodyJoined() {
        return pendingJoins.isEmpty() && members.values().stream().allMatch(Member::isJoining);
    }

    int joining() {
        return (int) members.values().stream().filter(Member::isJoining).count();
    }

    /** The longest that any member asks to be waited for. */
    Duration rebalanceTimeout() {
        return members.values().stream()
                .map(Member::rebalanceTimeout)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** If the leader did not come back, a member that did takes its place; false if nobody did. */
    boolean electJoinedLeader() {
        if (leader.flatMap(this::member).filter(Member::isJoining).isPresent()) {
            return true;
        }
        Optional<String> joined = members.values().stream()
                .filter(Member::isJoining)
                .map(Member::id)
                .findFirst();
        leader = joined.or(() -> leader);
        return joined.isPresent();
    }

    /** @param initialWait how long a group that was empty may go on waiting for more members, empty for the others */
    void prepareRebalance(Optional<Duration> initialWait, Instant now) {
        become(GroupState.PREPARING_REBALANCE, now);
        initialWaitLeft = initialWait;
        grewWhileWaiting = false;
        writingAssignments = false;
        pendingSyncs.clear();
        syncAlarm.clear();
        members.values().forEach(member -> member.assign(Blob.EMPTY));
    }

    boolean inInitialWait() {
        return initialWaitLeft.isPresent();
    }

    void grew() {
        grewWhileWaiting = inInitialWait();
    }

    /** How much longer to wait because members came meanwhile; empty if it is time to go on (COMPAT B6.7). */
    Optional<Duration> extendInitialWait(Duration step) {
        Duration left = initialWaitLeft.orElse(Duration.ZERO);
        if (!grewWhileWaiting || left.isZero() || left.isNegative()) {
            return Optional.empty();
        }
        Duration more = left.compareTo(step) < 0 ? left : step;
        grewWhileWaiting = false;
        initialWaitLeft = Optional.of(left.minus(more));
        return Optional.of(more);
    }

    void joinDeadline(Instant when) {
        rebalanceAlarm.set(when);
    }

    /** The next generation begins: its members owe a sync until {@code syncDeadline}, or the group is empty. */
    void beginGeneration(Instant now) {
        rebalanceAlarm.clear();
        initialWaitLeft = Optional.empty();
        generation = Math.incrementExact(generation);
        if (members.isEmpty()) {
            protocol = Optional.empty();
            leader = Optional.empty();
            become(GroupState.EMPTY, now);
        } else {
            protocol = elect();
            become(GroupState.COMPLETING_REBALANCE, now);
            pendingSyncs.addAll(members.keySet());
            syncAlarm.set(now.plus(rebalanceTimeout()));
        }
    }

    void synced(Member member) {
        pendingSyncs.remove(member.id());
        if (pendingSyncs.isEmpty()) {
            syncAlarm.clear();
        }
    }

    List<Member> owingSync() {
        return pendingSyncs.stream().map(members::get).toList();
    }

    boolean writingAssignments() {
        return writingAssignments;
    }

    void writingAssignments(boolean writing) {
        writingAssignments = writing;
    }

    void stable(Instant now) {
        become(GroupState.STABLE, now);
        writingAssignments = false;
    }

    /** What to write of the group, with these assignments. */
    GroupValue value(Map<String, Blob> assignments, Instant now) {
        return new GroupValue(
                protocolType.orElse(""),
                generation,
                protocol,
                leader,
                Optional.of(now),
                members.values().stream()
                        .map(member ->
                                member.value(protocol.orElse(""), assignments.getOrDefault(member.id(), Blob.EMPTY)))
                        .toList());
    }

    Instant since() {
        return since;
    }

    /** Nobody is or is about to be a member. */
    boolean deserted() {
        return state == GroupState.EMPTY && pendingJoins.isEmpty();
    }

    /** The group leaves memory: no alarm of it runs any more, who waits is told why. */
    void dismiss(ErrorCode reason) {
        rebalanceAlarm.clear();
        syncAlarm.clear();
        pendingJoins.values().forEach(Alarm::clear);
        pendingJoins.clear();
        members().forEach(member -> member.dismiss(reason));
    }

    private void become(GroupState next, Instant now) {
        if (!next.follows(state)) {
            throw new IllegalStateException("group in " + state + " cannot come into " + next);
        }
        state = next;
        since = now;
    }
}
