package io.gatehouse.broker.log;

import static io.gatehouse.broker.log.LogFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pictures of the directory taken while appending, then harmed as a kill, a power cut or a bad disk would, and opened
 * again (attacks 209, 211, 217, 222).
 */
final class CrashTest {
    private static final int PICTURES = 9;

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13})
    void afterAKillEverythingIsThere(int seed) throws IOException { // Attack 209
        Story story = new Story(seed, folder("live"));
        for (int picture = 0; picture < PICTURES; picture++) {
            story.goOn();
            Path image = story.picture(folder("kill-" + picture));

            assertThat(story.opened(image)).as(story.as(picture)).isEqualTo(story.acknowledged);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 22, 23, 24})
    void afterAPowerCutAPrefixIsThereWithAllThatWasFlushed(int seed) throws IOException { // Attack 211
        Story story = new Story(seed, folder("live"));
        for (int picture = 0; picture < PICTURES; picture++) {
            story.goOn();
            Path image = story.picture(folder("cut-" + picture));
            story.losePower(image);

            List<String> found = story.opened(image);

            story.assertPrefix(found, picture);
            assertThat(found.size()).as(story.as(picture)).isGreaterThanOrEqualTo((int) story.log.recoveryPoint());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32, 33, 34})
    void aFlippedBitIsNeverReadAsData(int seed) throws IOException { // Attack 217
        Story story = new Story(seed, folder("live"));
        for (int picture = 0; picture < PICTURES; picture++) {
            story.goOn();
            Path image = story.picture(folder("flip-" + picture));
            story.flipABit(image);

            List<String> found = story.openedFrom(image, 0);

            story.assertPrefix(found, picture);
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(root.resolve(name));
    }

    private static final class Story {
        private final int seed;
        private final Random random;
        private final LogFixture fixture;
        private final LogConfig config;
        final PartitionLog log;
        final List<String> acknowledged = new ArrayList<>();
        /** Bytes of each segment that a flush has brought to the disk. */
        private final Map<Long, Long> flushedBytes = new HashMap<>();

        private int sequence;

        Story(int seed, Path folder) {
            this.seed = seed;
            random = new Random(seed);
            fixture = new LogFixture(folder);
            config = config("segment.bytes", "1500", "index.interval.bytes", Integer.toString(random.nextInt(300)));
            log = fixture.create(config);
        }

        String as(int picture) {
            return "seed " + seed + " picture " + picture;
        }

        void assertPrefix(List<String> found, int picture) {
            assertThat(found).as(as(picture)).hasSizeLessThanOrEqualTo(acknowledged.size());
            assertThat(found).as(as(picture)).isEqualTo(acknowledged.subList(0, found.size()));
        }

        void goOn() throws IOException {
            for (int i = 0; i <= random.nextInt(12); i++) {
                append();
                if (random.nextInt(6) == 0) {
                    log.flush();
                }
                noteFlushed();
            }
        }

        private void append() {
            ByteBuffer batch = random.nextInt(4) == 0
                    ? Batches.idempotent(77, 0, sequence++, "p" + sequence)
                    : Batches.random(random, Batches.NOW + acknowledged.size());
            long offset = log.logEndOffset();
            for (String text : Batches.texts(batch)) {
                acknowledged.add(offset++ + text.substring(text.indexOf(':')));
            }
            assertThat(log.append(batch, 0, AppendOrigin.CLIENT, LogFixture.VERSION, Instant.EPOCH)
                            .lastOffset())
                    .isEqualTo(offset - 1);
        }

        private void noteFlushed() throws IOException {
            List<Long> bases = LeftoverFiles.segments(fixture.directory());
            for (int i = 0; i < bases.size(); i++) {
                long end = i + 1 < bases.size() ? bases.get(i + 1) : log.logEndOffset();
                if (end <= log.recoveryPoint()) {
                    flushedBytes.put(bases.get(i), Files.size(fixture.file(bases.get(i), ".log")));
                }
            }
        }

        Path picture(Path image) throws IOException {
            LogFixture.copyTree(fixture.root, image);
            return image;
        }

        /** Of what was not flushed the disk has a part, zeros, or something else; of other files anything. */
        void losePower(Path image) throws IOException {
            for (Path file : files(image)) {
                String name = file.getFileName().toString();
                if (name.endsWith(".log")) {
                    harmTail(file, flushedBytes.getOrDefault(Long.parseLong(name.substring(0, 20)), 0L));
                } else if (name.endsWith("index") || name.endsWith(".snapshot")) {
                    harmAny(file);
                } else if (name.equals(LeaderEpochs.FILE) && random.nextInt(3) == 0) {
                    Files.writeString(file, "0\n1\n");
                }
            }
            if (random.nextBoolean()) {
                Files.write(image.resolve("events-0/leader-epoch-checkpoint.tmp"), new byte[3]);
            }
        }

        private void harmTail(Path file, long flushed) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length <= flushed) {
                return;
            }
            int from = (int) flushed + random.nextInt(bytes.length - (int) flushed + 1);
            switch (random.nextInt(4)) {
                case 0 -> bytes = Arrays.copyOf(bytes, from);
                case 1 -> Arrays.fill(bytes, from, bytes.length, (byte) 0);
                case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(5_000));
                default -> {
                    for (int i = from; i < bytes.length; i++) {
                        bytes[i] = (byte) random.nextInt();
                    }
                }
            }
            Files.write(file, bytes);
        }

        private void harmAny(Path file) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            switch (random.nextInt(4)) {
                case 0 -> Files.delete(file);
                case 1 -> Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
                case 2 -> Files.write(file, new byte[random.nextInt(100)], StandardOpenOption.APPEND);
                default -> {}
            }
        }

        void flipABit(Path image) throws IOException {
            List<Path> files = files(image).stream()
                    .filter(file -> !file.endsWith(PartitionMetadata.FILE)) // Its damage is refused by name.
                    .filter(file -> file.toFile().length() > 0)
                    .toList();
            Path file = files.get(random.nextInt(files.size()));
            byte[] bytes = Files.readAllBytes(file);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Files.write(file, bytes);
        }

        private static List<Path> files(Path image) throws IOException {
            try (Stream<Path> tree = Files.walk(image)) {
                return tree.filter(Files::isRegularFile).sorted().toList();
            }
        }

        List<String> opened(Path image) throws IOException {
            return openedFrom(image, log.recoveryPoint());
        }

        /** Opens a picture, goes on with it, stops it in order and opens it once more. */
        List<String> openedFrom(Path image, long recoveryPoint) throws IOException {
            LogFixture copy = new LogFixture(image);
            PartitionLog again = copy.loadAfterCrash(config, recoveryPoint);
            List<String> found = LogFixture.all(again);
            LogFixture.append(again, Batches.of("more"));
            again.close();
            List<String> later = LogFixture.all(copy.loadClean(config));
            assertThat(later).hasSize(found.size() + 1);
            assertThat(later.subList(0, found.size())).isEqualTo(found);
            assertThat(later.get(found.size())).endsWith(":more");
            return found;
        }
    }
}
