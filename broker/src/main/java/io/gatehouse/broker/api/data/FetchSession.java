package io.gatehouse.broker.api.data;

import io.gatehouse.broker.wire.RecordBytes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/**
 * What a consumer wants to go on with and what it was told last, so that both need to speak of changes only (KIP-227).
 *
 * <p>Thread: any; guarded by the {@link FetchSessions} that holds it.
 */
final class FetchSession {
    private static final long NOT_TOLD = -1;

    private static final class Slot {
        private FetchPlace place;
        private long highWatermark = NOT_TOLD;
        private long logStartOffset = NOT_TOLD;

        private Slot(FetchPlace place) {
            this.place = place;
        }
    }

    private final int id;
    private final String owner;
    private final boolean byId;
    private final boolean privileged;
    private final Instant since;
    private final LinkedHashMap<FetchPlace.Key, Slot> slots = new LinkedHashMap<>();
    private int epoch = 1;
    private Instant usedAt;

    /**
     * @param owner the principal that may use it
     * @param byId whether topics are named by id
     * @param privileged a broker's, which a client's does not push out
     */
    FetchSession(int id, String owner, boolean byId, boolean privileged, Instant now) {
        this.id = id;
        this.owner = owner;
        this.byId = byId;
        this.privileged = privileged;
        since = now;
        usedAt = now;
    }

    int id() {
        return id;
    }

    String owner() {
        return owner;
    }

    boolean byId() {
        return byId;
    }

    boolean privileged() {
        return privileged;
    }

    Instant since() {
        return since;
    }

    Instant usedAt() {
        return usedAt;
    }

    int partitions() {
        return slots.size();
    }

    /** The epoch that the next request must carry (COMPAT B9.2). */
    int epoch() {
        return epoch;
    }

    void used(Instant now) {
        usedAt = now;
        epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
    }

    void add(FetchPlace place) {
        Slot known = slots.get(place.key());
        if (known == null) {
            slots.put(place.key(), new Slot(place));
        } else {
            known.place = place;
        }
    }

    void forget(FetchPlace.Key key) {
        slots.remove(key);
    }

    /** Whether it speaks of one of these topics by its name. */
    boolean names(Set<String> topics) {
        return !byId && slots.keySet().stream().map(FetchPlace.Key::topic).anyMatch(topics::contains);
    }

    /** How many of the places are not here yet. */
    int unknownOf(List<FetchPlace> places) {
        return (int) places.stream()
                .map(FetchPlace::key)
                .filter(key -> !slots.containsKey(key))
                .distinct()
                .count();
    }

    /** All partitions in the order in which they are to be read. */
    List<FetchPlace> places() {
        return slots.values().stream().map(slot -> slot.place).toList();
    }

    /**
     * Notes what the consumer is told of a partition.
     *
     * @return false when it was told the same before and needs not be told again (COMPAT B9.9)
     */
    boolean tell(FetchPlace.Key key, PartitionData answer) {
        Slot slot = slots.get(key);
        if (slot == null) {
            return true; // Forgotten by a later request; this answer is still of the earlier one.
        }
        boolean records = RecordBytes.size(answer) > 0;
        boolean failed = answer.errorCode() != 0;
        boolean news = records
                || failed
                || answer.divergingEpoch().endOffset() >= 0
                || answer.highWatermark() != slot.highWatermark
                || answer.logStartOffset() != slot.logStartOffset;
        slot.highWatermark = failed ? NOT_TOLD : answer.highWatermark();
        slot.logStartOffset = answer.logStartOffset();
        if (records) { // To the end, so that those behind it get their turn (COMPAT B9.10).
            slots.remove(key);
            slots.put(key, slot);
        }
        return news;
    }
}
