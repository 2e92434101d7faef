package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.CorruptRecord;
import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.group.record.GroupRecords;
import io.gatehouse.broker.group.record.OffsetKey;
import io.gatehouse.broker.wire.BatchRecord;
import io.gatehouse.broker.wire.RecordBatches;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replays a partition of the offsets topic (COMPAT E2.7): offsets of a transaction count from its commit marker on, unless
 * a plain commit with a higher log offset came meanwhile; what is open at the end stays pending. Thread: one at a time,
 * first the log's, then the shard's.
 */
final class ShardLoader {
    private final DurableState state = new DurableState();
    private final Map<OffsetKey, Long> newest = new HashMap<>();
    private final Map<Long, List<Pending>> open = new HashMap<>();

    private record Pending(long logOffset, Fact fact) {}

    /** @throws CorruptRecord if a record cannot be read; then nothing of this partition may be served */
    void read(ByteBuffer wholeBatches) {
        RecordBatches.forEach(wholeBatches, this::read);
    }

    DurableState finish() {
        open.values().forEach(facts -> facts.forEach(pending -> state.unstable(pending.fact())));
        newest.clear();
        return state;
    }

    private void read(BatchRecord record) {
        if (record.control()) {
            RecordBatches.committed(record).ifPresent(committed -> end(record.producerId(), committed));
            return;
        }
        byte[] key = record.key().orElseThrow(() -> new CorruptRecord("a record without a key"));
        GroupRecords.decode(key, record.value()).ifPresent(fact -> {
            if (record.transactional()) {
                open.computeIfAbsent(record.producerId(), producer -> new ArrayList<>())
                        .add(new Pending(record.offset(), fact));
            } else {
                replay(record.offset(), fact);
            }
        });
    }

    private void end(long producerId, boolean committed) {
        List<Pending> facts = open.remove(producerId);
        if (committed && facts != null) {
            facts.forEach(pending -> replay(pending.logOffset(), pending.fact()));
        }
    }

    private void replay(long logOffset, Fact fact) {
        boolean stale = fact.<Boolean>fold(
                offset -> superseded(offset.key(), logOffset),
                offset -> superseded(offset.key(), logOffset),
                group -> false,
                group -> false);
        if (!stale) {
            state.replay(fact);
        }
    }

    private boolean superseded(OffsetKey key, long logOffset) {
        long latest = newest.merge(key, logOffset, Math::max);
        return latest > logOffset;
    }
}
