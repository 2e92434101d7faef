package io.gatehouse.broker.group;

import io.gatehouse.broker.model.ErrorCode;
import java.util.Optional;
import java.util.stream.Stream;

/** What a group takes (COMPAT E3.12, E4.1; attack 29). */
final class JoinLimits {
    /** Clients send one or two; a rolling change of assignors a few. */
    private static final int PROTOCOLS_MAX = 100;

    /** Members speak of themselves once for each protocol, the group's record holds one of these. */
    private static final int GROUP_BYTES_FACTOR = 8;

    private final GroupSettings settings;

    JoinLimits(GroupSettings settings) {
        this.settings = settings;
    }

    /** Whether the request is legal by itself. */
    ErrorCode check(JoinCommand join) {
        if (join.sessionTimeout().compareTo(settings.sessionMin()) < 0
                || join.sessionTimeout().compareTo(settings.sessionMax()) > 0) {
            return ErrorCode.INVALID_SESSION_TIMEOUT;
        }
        boolean legal = join.protocols().size() <= PROTOCOLS_MAX
                && Member.bytes(join.protocols()) <= settings.appendBytesMax()
                && texts(join).allMatch(text -> text.length() <= GroupCoordinator.NAME_MAX)
                && join.instanceId().filter(String::isEmpty).isEmpty();
        return legal ? ErrorCode.NONE : ErrorCode.INVALID_REQUEST;
    }

    /** Whether the group has room for who joins. */
    boolean hasRoom(Group group, JoinCommand join) {
        Optional<Member> member =
                group.member(join.memberId()).or(() -> join.instanceId().flatMap(group::memberOfInstance));
        long others = group.metadataBytes() - member.map(Member::metadataBytes).orElse(0L);
        if (others + Member.bytes(join.protocols()) > (long) GROUP_BYTES_FACTOR * settings.appendBytesMax()) {
            return false;
        }
        return switch (group.state()) {
            case EMPTY -> true;
            case PREPARING_REBALANCE ->
                member.filter(Member::isJoining).isPresent() || group.joining() < settings.sizeMax();
            case COMPLETING_REBALANCE, STABLE -> member.isPresent() || group.size() < settings.sizeMax();
        };
    }

    private static Stream<String> texts(JoinCommand join) {
        return Stream.of(
                        Stream.of(join.memberId(), join.clientId(), join.clientHost(), join.protocolType()),
                        join.instanceId().stream(),
                        join.protocols().stream().map(JoinCommand.Protocol::name))
                .flatMap(stream -> stream);
    }
}
