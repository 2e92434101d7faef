package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;

/**
 * What clients and followers see of a directory. A consumer that meets bytes which fail its checks, or is told
 * CORRUPT_MESSAGE, stops there and knows; that is noted by {@link #CAUGHT} in place of the records.
 */
final class DirectoryView {
    static final String CAUGHT = "caught by the reader";

    private static final int ROUNDS_MAX = 10_000;
    private static final int FETCH_BYTES = 700;

    private DirectoryView() {}

    /** Each question and its answer. */
    static Map<String, List<String>> of(LogDirectory directory) {
        Map<String, List<String>> view = new LinkedHashMap<>();
        for (TopicPartition partition : DirectoryStory.PARTITIONS) {
            if (directory.log(partition).isEmpty()) {
                view.put(partition + " exists", List.of("no"));
            } else {
                DirectoryStory.on(directory, partition, log -> {
                    look(log, view);
                    return true;
                });
            }
        }
        return view;
    }

    private static void look(PartitionLog log, Map<String, List<String>> view) {
        String name = log.partition() + " ";
        log.highWatermark(log.logEndOffset());
        view.put(name + "epoch", List.of("" + log.latestEpoch()));
        view.put(
                name + "reaches",
                List.of(log.logStartOffset() + " to " + log.logEndOffset() + ", stable " + log.lastStableOffset()));
        view.put(name + "holds", records(log, log.logStartOffset(), log.logEndOffset(), ROUNDS_MAX));
        for (long from = log.logStartOffset(); from < log.logEndOffset(); from++) {
            List<String> found = records(log, from, log.logEndOffset(), 1);
            view.put(name + "from " + from, found.isEmpty() ? found : found.subList(0, 1));
        }
        view.put(name + "committed", committed(log, log.logStartOffset()));
        view.put(name + "committed from 30", committed(log, 30));
        for (long time = Batches.NOW - 30; time < Batches.NOW + 500; time += 17) {
            view.put(
                    name + "time " + time,
                    List.of(log.offsetFor(time)
                            .map(each -> each.timestamp() + " at " + each.offset())
                            .toString()));
        }
        view.put(
                name + "newest",
                List.of(log.maxTimestamp().timestamp() + " at "
                        + log.maxTimestamp().offset()));
        for (int epoch = 0; epoch <= DirectoryStory.lastEpoch() + 1; epoch++) {
            view.put(name + "epoch " + epoch, List.of(log.endOffsetFor(epoch).toString()));
        }
    }

    /** As a consumer reads: in fetches, each batch checked. */
    private static List<String> records(PartitionLog log, long from, long end, int rounds) {
        List<String> found = new ArrayList<>();
        long next = from;
        for (int round = 0; next < end; round++) {
            if (round == rounds) {
                if (rounds == ROUNDS_MAX) {
                    throw new AssertionError(log.partition() + " never ends, at " + next + " of " + end);
                }
                return found;
            }
            ReadResult read = log.read(next, FETCH_BYTES, end, true);
            if (read.error() != ErrorCode.NONE) {
                found.add(CAUGHT);
                return found;
            }
            if (!read.batches().hasRemaining()) {
                found.add("nothing at " + next); // A consumer would ask for ever.
                return found;
            }
            try {
                next = take(read.batches(), next, found);
            } catch (CorruptRecordException caught) {
                found.add(CAUGHT);
                return found;
            }
        }
        return found;
    }

    /** As a consumer that reads committed records only, fetch by fetch (COMPAT A4.3.4). */
    private static List<String> committed(PartitionLog log, long from) {
        List<String> found = new ArrayList<>();
        long next = from;
        while (next < log.lastStableOffset()) {
            ReadResult read = log.read(next, FETCH_BYTES, log.lastStableOffset(), true);
            if (read.error() != ErrorCode.NONE || !read.batches().hasRemaining()) {
                found.add(read.error() != ErrorCode.NONE ? CAUGHT : "nothing at " + next);
                return found;
            }
            List<AbortedTransaction> aborted = log.aborted(next, read.nextOffset());
            try {
                for (MutableRecordBatch batch :
                        MemoryRecords.readableRecords(read.batches()).batches()) {
                    batch.ensureValid();
                    long base = batch.baseOffset();
                    long producer = batch.producerId();
                    boolean skipped = batch.isTransactional()
                            && aborted.stream()
                                    .anyMatch(each -> each.producerId() == producer
                                            && each.firstOffset() <= base
                                            && base <= each.lastOffset());
                    for (Record record : batch) {
                        if (!skipped && !batch.isControlBatch() && record.offset() >= next) {
                            found.add(text(batch, record));
                        }
                    }
                }
            } catch (CorruptRecordException caught) {
                found.add(CAUGHT);
                return found;
            }
            next = read.nextOffset();
        }
        return found;
    }

    private static long take(ByteBuffer bytes, long from, List<String> found) {
        long next = from;
        for (MutableRecordBatch batch : MemoryRecords.readableRecords(bytes).batches()) {
            batch.ensureValid();
            for (Record record : batch) {
                if (record.offset() >= next) {
                    found.add(text(batch, record));
                }
            }
            next = Math.max(next, batch.nextOffset());
        }
        return next;
    }

    private static String text(MutableRecordBatch batch, Record record) {
        return record.offset() + " at " + record.timestamp() + " of " + batch.producerId()
                + (batch.isControlBatch() ? " control " : " ")
                + Integer.toHexString(
                        record.value() == null ? 0 : record.value().duplicate().hashCode())
                + " " + record.valueSize();
    }

    /** The answers that differ, without those of which the reader knows. */
    static Map<String, String> differences(Map<String, List<String>> expected, Map<String, List<String>> found) {
        Map<String, String> differing = new TreeMap<>();
        expected.forEach((question, answer) -> {
            List<String> other = found.getOrDefault(question, List.of("no answer"));
            if (!same(answer, other)) {
                differing.put(question, answer + " became " + other);
            }
        });
        for (String question : found.keySet()) {
            if (!expected.containsKey(question)) {
                differing.put(question, "is new: " + found.get(question));
            }
        }
        return differing;
    }

    private static boolean same(List<String> answer, List<String> other) {
        int last = other.size() - 1;
        if (last < 0 || !other.get(last).equals(CAUGHT)) {
            return answer.equals(other);
        }
        return last <= answer.size() && answer.subList(0, last).equals(other.subList(0, last));
    }
}
