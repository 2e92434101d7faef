package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicPartition;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at a start which records a log once had and has no more; nothing is lost without a line that names it. */
final class LostRecords {
    private static final Logger LOGGER = LoggerFactory.getLogger(LostRecords.class);

    private final TopicPartition partition;

    LostRecords(TopicPartition partition) {
        this.partition = partition;
    }

    /** @param promised the largest offset of which a checkpoint said that everything below it is there */
    void atTheEnd(long logEnd, long promised) {
        if (logEnd < promised) {
            tell("log ends before what its checkpoints say was written", logEnd, promised);
        }
    }

    /** @param recoveryPoint what an orderly stop noted as the log's end */
    void beyondTheEnd(long logEnd, long recoveryPoint) {
        LOGGER.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("logEnd", logEnd)
                .addKeyValue("recoveryPoint", recoveryPoint)
                .log("log ends behind what its orderly stop wrote down; its last offsets may be false");
    }

    /** Of a compacted topic nobody can tell: there offsets go missing in good order. */
    void between(List<Segment> segments, boolean compacted) {
        for (int i = 0; i + 1 < segments.size() && !compacted; i++) {
            long end = segments.get(i).nextOffset();
            long next = segments.get(i + 1).baseOffset();
            if (end < next) {
                tell("segment ends before the next one begins", end, next);
            }
        }
    }

    void within(long from, long to) {
        tell("segment has batches that do not follow each other", from, to);
    }

    void all(long logEnd, long logStart) {
        tell("log ends before its start offset and begins anew; its files are set aside", logEnd, logStart);
    }

    /**
     * The start offset to go by. Whoever moves it writes it to the leader epochs first, so a checkpoint that says more is
     * damaged: believed, it would take away records that nobody deleted.
     */
    long believable(long checkpointed, LeaderEpochs epochs) {
        List<Long> starts = epochs.starts();
        if (starts.isEmpty() || checkpointed <= starts.get(0)) {
            return checkpointed;
        }
        LOGGER.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("checkpoint", checkpointed)
                .addKeyValue("leaderEpochs", starts.get(0))
                .log("log start offset of the checkpoint is not believed; the leader epochs begin before it");
        return starts.get(0);
    }

    private void tell(String what, long from, long to) {
        LOGGER.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("lostFrom", from)
                .addKeyValue("lostTo", to - 1)
                .log(what);
    }
}
