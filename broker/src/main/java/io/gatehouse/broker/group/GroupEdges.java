package io.gatehouse.broker.group;

import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.CoordinatorLog;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the coordinator meets at its edges.
 *
 * @param offsetsTopic the broker's own permit to WRITE {@code __consumer_offsets}
 * @param watch hears who acts as somebody else's member
 * @param ids makes the unguessable part of member ids (UUIDs)
 */
public record GroupEdges(
        CoordinatorLog log,
        Permit<TopicName> offsetsTopic,
        Timers timers,
        InstantSource clock,
        MemberWatch watch,
        Supplier<String> ids) {}
