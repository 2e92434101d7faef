package io.gatehouse.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One file of a data directory is harmed, of every kind, at places that a seed chooses (attacks 194, 207, 217; COMPAT A8).
 * After the start everything acknowledged is there as it was, or an error line, a refusal to start or the reader's own
 * check says that it is not. {@code -Dgatehouse.damage.rounds=N} harms N files of each kind in each way.
 */
final class DamagedFilesTest {
    private static final int ROUNDS = Integer.getInteger("gatehouse.damage.rounds", 1);

    private enum Harm {
        FLIP,
        CUT,
        ZEROS,
        GARBAGE
    }

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}, {1}")
    @CsvSource({"51, stopped", "52, killed", "53, stopped", "54, stopped"})
    void whatIsHarmedIsMendedOrTold(long seed, String how) throws IOException {
        DirectoryStory story = new DirectoryStory(seed);
        Path stopped = Files.createDirectory(folder.resolve("stopped"));
        Path killed = folder.resolve("killed");
        story.tell(stopped, killed);
        Path source = folder.resolve(how);
        Path whole = folder.resolve("whole");
        LogFixture.copyTree(source, whole);
        Map<String, List<String>> expected;
        try (LogDirectory directory = story.open(whole)) {
            expected = DirectoryView.of(directory);
        }
        Random random = new Random(seed);
        for (List<Path> kind : kinds(source)) {
            for (Harm harm : Harm.values()) {
                for (int round = 0; round < ROUNDS; round++) {
                    Path file = source.relativize(kind.get(random.nextInt(kind.size())));
                    Path image = folder.resolve("image");
                    LogFixture.copyTree(source, image);
                    String what = harm(image.resolve(file), harm, random);
                    check(story, image, expected, "seed " + seed + ", " + how + ", " + file + " " + what, loud(how));
                    LogFixture.deleteTree(image);
                }
            }
        }
    }

    /** What a kill leaves may end anywhere, and is cut there with a warning. */
    private static Level loud(String how) {
        return how.equals("killed") ? Level.WARN : Level.ERROR;
    }

    /** Files of the same suffix, or of the same name. */
    private static Collection<List<Path>> kinds(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(Files::isRegularFile)
                    .sorted()
                    .collect(Collectors.groupingBy(
                            file -> String.valueOf(file.getFileName()).replaceAll("^[0-9]+", ""),
                            TreeMap::new,
                            Collectors.toList()))
                    .values();
        }
    }

    private static void check(
            DirectoryStory story, Path image, Map<String, List<String>> expected, String name, Level loud) {
        try (Complaints complaints = new Complaints()) {
            Map<String, List<String>> found;
            try (LogDirectory directory = story.open(image)) {
                found = DirectoryView.of(directory);
            } catch (LogFailure refused) {
                assertThat(refused.getMessage()).as(name).contains(image.toString());
                return;
            }
            Map<String, String> differing = DirectoryView.differences(expected, found);
            if (!differing.isEmpty()) {
                assertThat(complaints.of(loud))
                        .as("%s: complaints about %s, others %s", name, differing, complaints.of(Level.DEBUG))
                        .isNotEmpty();
            }
        }
    }

    /** A transaction index that lost its last entries as a whole looks like one that never had them. */
    private static boolean wholeEntries(Path file, int bytes) {
        return file.toString().endsWith(SegmentName.TXN_INDEX) && bytes > 0 && bytes % TransactionIndex.ENTRY == 0;
    }

    private static String harm(Path file, Harm harm, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        switch (harm) {
            case FLIP -> {
                if (bytes.length > 0) {
                    int bit = random.nextInt(Byte.SIZE);
                    bytes[at] ^= (byte) (1 << bit);
                    Files.write(file, bytes);
                    return "bit " + bit + " of byte " + at + " flipped";
                }
            }
            case CUT -> Files.write(file, Arrays.copyOf(bytes, wholeEntries(file, at) ? at - 1 : at));
            case ZEROS -> {
                Arrays.fill(bytes, at, bytes.length, (byte) 0);
                Files.write(file, bytes);
            }
            case GARBAGE -> {
                byte[] more = new byte[1 + random.nextInt(100)];
                random.nextBytes(more);
                byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
                System.arraycopy(more, 0, longer, bytes.length, more.length);
                Files.write(file, longer);
            }
        }
        return harm + " at " + at + " of " + bytes.length;
    }
}
