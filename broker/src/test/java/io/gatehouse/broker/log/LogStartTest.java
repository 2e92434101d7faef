package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start of a log, moved on request (COMPAT A9.10). */
final class LogStartTest {
    @TempDir
    private Path root;

    private LogFixture fixture;
    private PartitionLog log;

    @BeforeEach
    void write() {
        fixture = new LogFixture(root);
        log = fixture.create(config());
        log.append(Batches.of("a", "b"), 1, AppendOrigin.CLIENT, LogFixture.VERSION, LogFixture.NOW);
        log.append(Batches.of("c", "d"), 2, AppendOrigin.CLIENT, LogFixture.VERSION, LogFixture.NOW);
        log.highWatermark(3);
    }

    @Test
    void whatLiesBelowIsGone() {
        assertThat(log.deleteBefore(3)).isEqualTo(ErrorCode.NONE);

        assertThat(log.logStartOffset()).isEqualTo(3);
        assertThat(log.read(2, 1_000, 4, true).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(LogFixture.all(log)).containsExactly("3:d");
        assertThat(log.epochAt(3)).isEqualTo(2);
        assertThat(log.endOffsetFor(1)).isEqualTo(new EpochEnd(1, 3));
    }

    @Test
    void minusOneIsTheHighWatermark() {
        assertThat(log.deleteBefore(-1)).isEqualTo(ErrorCode.NONE);
        assertThat(log.logStartOffset()).isEqualTo(3);
    }

    @Test
    void uncommittedRecordsAndNumbersThatMeanNothingAreOutOfRange() {
        assertThat(log.deleteBefore(4)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(log.deleteBefore(-2)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(log.logStartOffset()).isZero();
    }

    @Test
    void theStartNeverGoesBack() {
        log.deleteBefore(2);

        assertThat(log.deleteBefore(1)).isEqualTo(ErrorCode.NONE);
        assertThat(log.logStartOffset()).isEqualTo(2);
    }

    @Test
    void aTopicThatIsOnlyCompactedKeepsItsRecords() {
        log.config(config("cleanup.policy", "compact"));

        assertThat(log.deleteBefore(1)).isEqualTo(ErrorCode.POLICY_VIOLATION);
    }

    @Test
    void theStartIsKnownAfterARestart() throws IOException {
        log.deleteBefore(1);
        log.close();

        PartitionLog again = fixture.load(config(), true, 4, 1);

        assertThat(again.logStartOffset()).isEqualTo(1);
        assertThat(LogFixture.all(again)).containsExactly("1:b", "2:c", "3:d");
    }

    @Test
    void theStableOffsetIsNeverBelowTheStart() {
        log.append(
                Batches.transactional(5, 0, 0, "open", "open"),
                2,
                AppendOrigin.CLIENT_IN_TRANSACTION,
                LogFixture.VERSION,
                LogFixture.NOW);
        append(log, Batches.of("refused: an older epoch"));
        log.highWatermark(6);

        log.deleteBefore(5);

        assertThat(log.lastStableOffset()).isEqualTo(5);
    }
}
