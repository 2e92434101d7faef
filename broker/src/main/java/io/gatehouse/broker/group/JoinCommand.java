package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A consumer wants to be a member of the next generation.
 *
 * @param principal who asks, as rules name principals
 * @param memberId empty for a new member
 * @param answersSkip the client understands {@link JoinAnswer#skipAssignment} (JoinGroup v9, KIP-814)
 * @param takesIdFirst a new member is told its id first and joins with it (JoinGroup v4, KIP-394)
 */
public record JoinCommand(
        String principal,
        String memberId,
        Optional<String> instanceId,
        String clientId,
        String clientHost,
        Duration rebalanceTimeout,
        Duration sessionTimeout,
        String protocolType,
        List<Protocol> protocols,
        boolean takesIdFirst,
        boolean answersSkip) {
    public JoinCommand {
        protocols = List.copyOf(protocols);
    }

    /** A way to share the work that the member can take part in, best first, and what it says about itself. */
    public record Protocol(String name, Blob metadata) {}
}
