package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.append;
import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences of idempotent producers (COMPAT A5.6, attack 201) and their snapshots (COMPAT A6). */
final class ProducerStatesTest {
    @TempDir
    private Path root;

    private PartitionLog log() {
        return new LogFixture(root).create(config());
    }

    @Test
    void aRepeatedBatchIsAnsweredWithItsOldOffsets() { // COMPAT A5.6.1
        PartitionLog log = log();
        append(log, Batches.of("other"));
        append(log, Batches.idempotent(7, 0, 0, "a", "b"));
        append(log, Batches.of("other"));

        AppendResult again = append(log, Batches.idempotent(7, 0, 0, "a", "b"));

        assertThat(again.error()).isEqualTo(ErrorCode.NONE);
        assertThat(again.duplicate()).isTrue();
        assertThat(again.baseOffset()).isEqualTo(1);
        assertThat(again.lastOffset()).isEqualTo(2);
        assertThat(log.logEndOffset()).isEqualTo(4);
    }

    @Test
    void fiveBatchesAreRemembered() { // COMPAT A5.6.1
        PartitionLog log = log();
        for (int sequence = 0; sequence < 6; sequence++) {
            append(log, Batches.idempotent(7, 0, sequence, "v"));
        }

        for (int sequence = 1; sequence < 6; sequence++) {
            assertThat(append(log, Batches.idempotent(7, 0, sequence, "v")).baseOffset())
                    .isEqualTo(sequence);
        }
        assertThat(append(log, Batches.idempotent(7, 0, 0, "v")).error())
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(log.logEndOffset()).isEqualTo(6);
    }

    @Test
    void aBatchOfTheSameStartAndAnotherLengthIsNoRepetition() {
        PartitionLog log = log();
        append(log, Batches.idempotent(7, 0, 0, "a", "b"));

        assertThat(append(log, Batches.idempotent(7, 0, 0, "a")).error())
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void aGapIsOutOfOrder() { // COMPAT A5.6.4
        PartitionLog log = log();
        append(log, Batches.idempotent(7, 0, 0, "a", "b"));

        assertThat(append(log, Batches.idempotent(7, 0, 3, "d")).error())
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(log, Batches.idempotent(7, 0, 2, "c")).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anOlderEpochIsFencedAndANewerStartsAtZero() { // COMPAT A5.6.2, A5.6.3
        PartitionLog log = log();
        append(log, Batches.idempotent(7, 5, 0, "a"));

        assertThat(append(log, Batches.idempotent(7, 4, 1, "b")).error()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(append(log, Batches.idempotent(7, 6, 1, "b")).error())
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(log, Batches.idempotent(7, 6, 0, "b")).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anUnknownProducerMayBeginAnywhere() { // COMPAT A5.6.5
        assertThat(append(log(), Batches.idempotent(7, 3, 1_000, "a")).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void sequencesGoFromTheLargestNumberToZero() { // COMPAT A5.6.13
        PartitionLog log = log();
        append(log, Batches.idempotent(7, 0, Integer.MAX_VALUE, "a", "b"));

        assertThat(append(log, Batches.idempotent(7, 0, Integer.MAX_VALUE, "a", "b"))
                        .duplicate())
                .isTrue();
        assertThat(append(log, Batches.idempotent(7, 0, 1, "c")).error()).isEqualTo(ErrorCode.NONE);
        assertThat(Sequence.increment(Integer.MAX_VALUE - 1, 3)).isEqualTo(1);
        assertThat(Sequence.decrement(1, 3)).isEqualTo(Integer.MAX_VALUE - 1);
    }

    @Test
    void theNewestBatchIsKnownAfterAnOrderlyStop() throws IOException { // COMPAT A6.1
        LogFixture fixture = new LogFixture(root);
        PartitionLog log = fixture.create(config());
        append(log, Batches.idempotent(7, 0, 0, "a"));
        append(log, Batches.idempotent(7, 0, 1, "b"));
        log.close();

        PartitionLog again = fixture.loadClean(config());

        assertThat(append(again, Batches.idempotent(7, 0, 1, "b")).duplicate()).isTrue();
        assertThat(append(again, Batches.idempotent(7, 0, 2, "c")).baseOffset()).isEqualTo(2);
    }

    @Test
    void producersAreKnownAfterACrash() throws IOException {
        LogFixture fixture = new LogFixture(root);
        PartitionLog log = fixture.create(config());
        append(log, Batches.idempotent(7, 0, 0, "a"));
        append(log, Batches.idempotent(7, 0, 1, "b"));
        append(log, Batches.idempotent(8, 0, 0, "c"));

        PartitionLog again = fixture.loadAfterCrash(config(), 0);

        assertThat(append(again, Batches.idempotent(7, 0, 0, "a")).duplicate()).isTrue();
        assertThat(append(again, Batches.idempotent(8, 0, 0, "c")).duplicate()).isTrue();
        assertThat(append(again, Batches.idempotent(8, 0, 2, "e")).error())
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(again.logEndOffset()).isEqualTo(3);
    }

    @Test
    void silentProducersAreForgotten() { // COMPAT A5.6.12
        PartitionLog log = log();
        append(log, Batches.idempotent(7, 0, 0, "a"));

        log.retain(LogFixture.NOW.plusMillis(1_001), 1_000);

        assertThat(append(log, Batches.idempotent(7, 0, 9, "b")).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void theNumberOfProducersIsBounded() {
        ProducerStates states = new ProducerStates();
        ByteBuffer batch = Batches.idempotent(0, 0, 0, "a");
        for (long id = 0; id < ProducerStates.PRODUCERS_MAX + 10; id++) {
            states.update(batch.putLong(43, id), 0);
        }

        assertThat(states.count()).isEqualTo(ProducerStates.PRODUCERS_MAX);
        assertThat(states.entries().keySet()).doesNotContain(0L, 9L).contains(10L);
    }

    @Test
    void aSnapshotHasTheBytesOfKafkas() throws IOException { // COMPAT A6
        ProducerStates states = new ProducerStates();
        ByteBuffer batch = Batches.idempotent(258, 3, 4, "a", "b");
        Batch.place(batch, 0, 16, 0);
        states.update(batch, 0);

        byte[] bytes = ProducerSnapshot.encode(states);

        assertThat(HexFormat.of().formatHex(bytes, 0, 2)).isEqualTo("0001");
        assertThat(HexFormat.of().formatHex(bytes, 6, bytes.length))
                .isEqualTo("00000001" + "0000000000000102" + "0003" + "00000005" + "0000000000000011" + "00000001"
                        + "0000018bcfe56801" + "ffffffff" + "ffffffffffffffff");
        ProducerStates read = new ProducerStates();
        ProducerSnapshot.decode(bytes, read);
        assertThat(ProducerSnapshot.encode(read)).isEqualTo(bytes);
    }

    @Test
    void noDamagedSnapshotIsRead() {
        ProducerStates states = new ProducerStates();
        states.update(Batches.idempotent(1, 0, 0, "a"), 0);
        byte[] bytes = ProducerSnapshot.encode(states);

        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            assertThatThrownBy(() -> ProducerSnapshot.decode(damaged, new ProducerStates()))
                    .isInstanceOf(IOException.class);
        }
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ProducerSnapshot.decode(cut, new ProducerStates()))
                    .isInstanceOf(IOException.class);
        }
    }
}
