package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.group.record.GroupValue;
import io.gatehouse.broker.group.record.OffsetKey;
import io.gatehouse.broker.group.record.OffsetValue;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets offsets that nobody needs any more (COMPAT E5). Thread: the shard's lane. */
final class Retention {
    private static final Logger LOGGER = LoggerFactory.getLogger(Retention.class);

    private final GroupSettings settings;
    private final ShardLog log;
    private final Groups groups;
    private final DurableState durable;

    Retention(GroupSettings settings, ShardLog log, Groups groups, DurableState durable) {
        this.settings = settings;
        this.log = log;
        this.groups = groups;
        this.durable = durable;
    }

    void tick(Instant now) {
        List<Fact> facts = new ArrayList<>();
        groups.all().stream()
                .filter(group -> !log.writing(group.id())) // E5.5: what is on its way counts as news.
                .forEach(group -> facts.addAll(outdated(group, now)));
        if (facts.isEmpty()) {
            return;
        }
        log.appendInParts(facts, outcome -> {
            groups.all().forEach(groups::dropIfNothing);
            if (outcome != ErrorCode.NONE) {
                LOGGER.atWarn().addKeyValue("error", outcome).log("outdated offsets not removed, will retry");
            }
        });
    }

    private List<Fact> outdated(Group group, Instant now) {
        Map<TopicPartition, OffsetValue> offsets = durable.offsets(group.id());
        List<Fact> facts = new ArrayList<>();
        offsets.forEach((partition, value) -> {
            if (!durable.unstable(group.id(), partition) && outdated(group, partition, value, now)) {
                facts.add(new Fact.OffsetForgotten(new OffsetKey(group.id(), partition)));
            }
        });
        if (group.deserted()
                && facts.size() == offsets.size()
                && durable.group(group.id()).isPresent()) {
            facts.add(new Fact.GroupForgotten(group.id()));
        }
        return facts;
    }

    private boolean outdated(Group group, TopicPartition partition, OffsetValue value, Instant now) {
        return switch (group.state()) {
            case EMPTY -> past(value, emptySince(group).orElse(value.committedAt()), now);
            case STABLE -> {
                Optional<Set<String>> subscribed = Subscriptions.of(group);
                yield subscribed.isPresent()
                        && !subscribed.get().contains(partition.topic().value())
                        && past(value, value.committedAt(), now);
            }
            case PREPARING_REBALANCE, COMPLETING_REBALANCE -> false;
        };
    }

    /** When a group with a protocol type lost its last member, if the log says so (E5.2, E5.4). */
    private Optional<Instant> emptySince(Group group) {
        return durable.group(group.id())
                .filter(stored -> !stored.protocolType().isEmpty())
                .flatMap(GroupValue::since);
    }

    private boolean past(OffsetValue value, Instant base, Instant now) {
        Duration retention = settings.offsetsRetention();
        return !now.isBefore(value.expiresAt().orElse(base.plus(retention)));
    }
}
