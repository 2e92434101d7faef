import java.io.File;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kafka.log.UnifiedLog;
import kafka.server.BrokerTopicStats;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.FetchDataInfo;
import org.apache.kafka.storage.internals.log.FetchIsolation;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.LogOffsetsListener;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;

/**
 * Opens a partition's directory with Apache Kafka's own log, after an orderly stop ("true") or as after a kill ("false"),
 * and prints what is there, as io.gatehouse.broker.log.SampleLog prints what should be.
 */
public final class OpenLog {
    public static void main(String[] args) throws Exception {
        KafkaScheduler scheduler = new KafkaScheduler(1);
        scheduler.startup();
        UnifiedLog log = UnifiedLog.apply(
                new File(args[0]),
                new LogConfig(new Properties()),
                0,
                0,
                scheduler,
                new BrokerTopicStats(false),
                Time.SYSTEM,
                900_000,
                new ProducerStateManagerConfig(Integer.MAX_VALUE, false),
                600_000,
                new LogDirFailureChannel(1),
                Boolean.parseBoolean(args[1]),
                scala.Option.empty(),
                true,
                new ConcurrentHashMap<>(Map.of()),
                false,
                LogOffsetsListener.NO_OP_OFFSETS_LISTENER);
        log.updateHighWatermark(log.logEndOffset());
        System.out.println("from " + log.logStartOffset() + " to " + log.logEndOffset() + ", stable " + log.lastStableOffset());
        print(log, FetchIsolation.LOG_END, log.logEndOffset(), "all");
        print(log, FetchIsolation.TXN_COMMITTED, log.lastStableOffset(), "committed");
        log.close();
        scheduler.shutdown();
    }

    private static void print(UnifiedLog log, FetchIsolation isolation, long end, String word) {
        for (long next = log.logStartOffset(); next < end; ) {
            FetchDataInfo fetched = log.read(next, 5_000, isolation, true);
            Deque<AbortedTransaction> aborted = new ArrayDeque<>(fetched.abortedTransactions.orElse(List.of()).stream()
                    .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                    .toList());
            Set<Long> aborting = new HashSet<>();
            for (RecordBatch batch : fetched.records.batches()) {
                batch.ensureValid();
                while (!aborted.isEmpty() && aborted.peek().firstOffset() <= batch.lastOffset()) {
                    aborting.add(aborted.poll().producerId());
                }
                boolean hidden = batch.isTransactional() && aborting.contains(batch.producerId());
                if (batch.isControlBatch()) {
                    aborting.remove(batch.producerId());
                }
                for (Record record : batch) {
                    if (word.equals("all") || (!hidden && !batch.isControlBatch())) {
                        System.out.println(word + " " + record.offset() + " " + record.timestamp() + " "
                                + (record.value() == null ? "null" : record.value().duplicate().hashCode()));
                    }
                }
                next = batch.nextOffset();
            }
        }
    }
}
