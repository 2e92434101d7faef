package io.gatehouse.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.log.disk.DiskJournal;
import io.gatehouse.broker.log.disk.DiskJournal.Cut;
import io.gatehouse.broker.log.disk.JournaledDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power is cut in the middle of compactions. Whatever moment it was: every record that a flush confirmed is there, or a
 * newer one of its key, and nothing that was never written (COMPAT A8.2, A8.3, A10.4, attacks 209 and 225).
 */
final class CompactionPowerLossTest {
    private static final int CUTS = 16;
    private static final int ROUNDS = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {51, 52, 53})
    void theNewestValueOfEachKeySurvives(long seed) throws IOException {
        Random random = new Random(seed);
        JournaledDisk disk = new JournaledDisk(Files.createDirectory(folder.resolve("live")));
        LogConfig config = CompactedTopic.config("segment.bytes", "700", "delete.retention.ms", "100000000");
        Map<Long, String> written = new HashMap<>();
        // By the number of steps: the newest offset of each key that a flush had confirmed.
        NavigableMap<Integer, Map<String, Long>> confirmed = new TreeMap<>(Map.of(0, Map.of()));
        int firstCompaction;
        try (CompactedTopic topic = new CompactedTopic(disk.folder(), config)) {
            write(topic, random, written, confirmed, disk);
            firstCompaction = disk.journal().size();
            for (int round = 0; round < ROUNDS; round++) {
                topic.clean();
                write(topic, random, written, confirmed, disk);
            }
            topic.clean();
        }
        DiskJournal journal = disk.journal();
        for (int cut = 0; cut < CUTS; cut++) {
            int step = firstCompaction + random.nextInt(journal.size() - firstCompaction);
            for (Cut how : Cut.values()) {
                String name = "seed " + seed + ", cut after step " + step + " of " + journal.size() + ", " + how;
                Path image = folder.resolve("image-" + cut + "-" + how);
                journal.cut(step, how, random, image);
                check(name, image, config, written, confirmed.floorEntry(step).getValue());
                LogFixture.deleteTree(image);
            }
        }
    }

    private static void write(
            CompactedTopic topic,
            Random random,
            Map<Long, String> written,
            NavigableMap<Integer, Map<String, Long>> confirmed,
            JournaledDisk disk) {
        Map<String, Long> newest = new HashMap<>(confirmed.lastEntry().getValue());
        for (int i = 0; i < 30; i++) {
            String key = "key-" + random.nextInt(8);
            String text = random.nextInt(6) == 0 ? key : key + "=" + random.nextInt();
            long offset = topic.end();
            topic.put(text);
            written.put(offset, offset + ":" + text);
            newest.put(key, offset);
        }
        topic.roll();
        confirmed.put(disk.journal().size(), newest);
    }

    private static void check(
            String name, Path image, LogConfig config, Map<Long, String> written, Map<String, Long> promised) {
        try (CompactedTopic topic = new CompactedTopic(image, config)) {
            Map<String, Long> found = new HashMap<>();
            for (String text : topic.all()) {
                long offset = Long.parseLong(text.substring(0, text.indexOf(':')));
                assertThat(text).as(name).isEqualTo(written.get(offset));
                int equals = text.indexOf('=');
                found.put(text.substring(text.indexOf(':') + 1, equals < 0 ? text.length() : equals), offset);
            }
            promised.forEach((key, offset) -> assertThat(found.getOrDefault(key, -1L))
                    .as("%s, %s", name, key)
                    .isGreaterThanOrEqualTo(offset));
            topic.onLog(log -> {
                log.flush();
                log.highWatermark(log.logEndOffset());
                return true;
            });
            topic.clean();
            assertThat(topic.all()).as("%s, compacted again", name).isSubsetOf(written.values());
        }
    }
}
