package io.gatehouse.broker.group.record;

import java.time.Duration;
import java.util.Optional;

/** A member of a stable group as the log keeps it. */
public record MemberValue(
        String memberId,
        Optional<String> instanceId,
        String clientId,
        String clientHost,
        Duration rebalanceTimeout,
        Duration sessionTimeout,
        Blob subscription,
        Blob assignment) {}
