package io.gatehouse.broker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two index files (COMPAT A4). */
final class IndexTest {
    @TempDir
    private Path root;

    @Test
    void anOffsetIndexHasTheBytesOfKafkas() throws IOException { // COMPAT A4.1
        Path file = root.resolve("i");
        OffsetIndex index = OffsetIndex.empty(file, 1_000);
        index.add(1_005, 4_200);
        index.add(1_300, 9_000);
        index.file().seal();

        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
                .isEqualTo("0000000500001068" + "0000012c00002328");
    }

    @Test
    void aTimeIndexHasTheBytesOfKafkas() throws IOException { // COMPAT A4.2
        Path file = root.resolve("t");
        TimeIndex index = TimeIndex.empty(file, 1_000);
        index.add(Batches.NOW, 1_005);
        index.file().seal();

        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo("0000018bcfe5680000000005");
    }

    @Test
    void offsetsMustGrow() throws IOException { // COMPAT A4.1.2
        OffsetIndex index = OffsetIndex.empty(root.resolve("i"), 0);
        index.add(5, 100);

        assertThatThrownBy(() -> index.add(5, 200)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timestampsThatDoNotGrowAreSkipped() throws IOException { // COMPAT A4.2.2
        TimeIndex index = TimeIndex.empty(root.resolve("t"), 0);
        index.add(100, 1);
        index.add(100, 2);
        index.add(99, 3);
        index.add(-1, 4);

        assertThat(index.file().count()).isEqualTo(1);
        assertThat(index.lastTimestamp()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void lookupsFindWhatATreeFinds(int seed) throws IOException { // COMPAT A4.1.5
        Random random = new Random(seed);
        Path file = root.resolve("i");
        OffsetIndex index = OffsetIndex.empty(file, 50);
        TreeMap<Long, Integer> model = new TreeMap<>();
        long offset = 50;
        int position = 0;
        for (int step = 0; step < 4_000; step++) {
            int action = random.nextInt(100);
            if (action < 50) {
                offset += 1 + random.nextInt(20);
                position += 1 + random.nextInt(5_000);
                index.add(offset, position);
                model.put(offset, position);
            } else if (action < 97) {
                long wanted = 45 + random.nextLong(offset - 30);
                Map.Entry<Long, Integer> floor = model.floorEntry(wanted);
                assertThat(index.position(wanted))
                        .as("seed " + seed + " step " + step)
                        .isEqualTo(floor == null ? 0 : floor.getValue());
            } else if (action < 98) {
                index.file().store();
            } else {
                index.file().seal();
                index = OffsetIndex.open(file, 50, Integer.MAX_VALUE);
                assertThat(index.lastOffset()).isEqualTo(model.isEmpty() ? 49 : model.lastKey());
            }
        }
        assertThat(index.file().count()).isEqualTo(model.size());
    }

    @Test
    void lookupsByTimeBeginBeforeEveryRecordThatIsLateEnough() throws IOException { // COMPAT A4.2.4
        TimeIndex index = TimeIndex.empty(root.resolve("t"), 10);
        index.add(100, 15);
        index.add(200, 25);

        assertThat(index.offset(100)).isEqualTo(10);
        assertThat(index.offset(101)).isEqualTo(15);
        assertThat(index.offset(200)).isEqualTo(15);
        assertThat(index.offset(201)).isEqualTo(25);
    }

    @Test
    void anIndexOfOddLengthOrBeyondItsLogIsCorrupt() throws IOException { // COMPAT A4.1.6
        Path file = root.resolve("i");
        Files.write(file, new byte[] {0, 0, 0, 1, 0, 0, 0});
        assertThatThrownBy(() -> OffsetIndex.open(file, 0, 100)).isInstanceOf(CorruptIndex.class);

        Files.write(file, new byte[] {0, 0, 0, 1, 0, 0, 0, 100});
        assertThatThrownBy(() -> OffsetIndex.open(file, 0, 100)).isInstanceOf(CorruptIndex.class);
        assertThat(OffsetIndex.open(file, 0, 101).position(1)).isEqualTo(100);
    }
}
