package io.gatehouse.auth.gssapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attack 111: what was seen before a restart. */
final class ReplayJournalTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    private static byte[] authenticator(int number) {
        return new byte[] {1, 2, (byte) number};
    }

    private ReplayJournal at(Instant now) {
        return ReplayJournal.open(folder, now);
    }

    @Test
    void theNextRunsKnowWhatThisOneSaw() throws Exception {
        try (ReplayJournal first = at(NOW)) {
            assertThat(first.first(authenticator(1), NOW)).isTrue();
            assertThat(first.first(authenticator(1), NOW))
                    .as("the JDK's to know")
                    .isTrue();
        }
        try (ReplayJournal second = at(NOW.plusSeconds(60))) {
            assertThat(second.first(authenticator(1), NOW.plusSeconds(61))).isFalse();
            assertThat(second.first(authenticator(2), NOW.plusSeconds(61))).isTrue();
        }
        try (ReplayJournal third = at(NOW.plusSeconds(120))) {
            assertThat(third.first(authenticator(1), NOW.plusSeconds(121))).isFalse();
            assertThat(third.first(authenticator(2), NOW.plusSeconds(121))).isFalse();
        }
    }

    @Test
    void whatIsTooOldForKerberosIsForgotten() throws Exception {
        try (ReplayJournal first = at(NOW)) {
            assertThat(first.first(authenticator(1), NOW)).isTrue();
        }
        Instant later = NOW.plus(ReplayJournal.MEMORY);
        try (ReplayJournal second = at(later)) {
            assertThat(second.first(authenticator(1), later)).isTrue();
        }
    }

    @Test
    void theFilesStayAsSmallAsTheMemory() throws Exception {
        try (ReplayJournal journal = at(NOW)) {
            for (int minute = 0; minute < 600; minute++) {
                assertThat(journal.first(authenticator(minute), NOW.plusSeconds(60L * minute)))
                        .isTrue();
            }
        }
        long minutes = ReplayJournal.MEMORY.toMinutes();
        assertThat(Files.size(folder.resolve(ReplayJournal.CURRENT))).isLessThanOrEqualTo(16 * minutes);
        assertThat(Files.size(folder.resolve(ReplayJournal.EARLIER))).isLessThanOrEqualTo(16 * minutes);
        Instant end = NOW.plusSeconds(60 * 600);
        try (ReplayJournal next = at(end)) {
            assertThat(next.first(authenticator(599), end)).isFalse();
            assertThat(next.first(authenticator(590), end)).isFalse();
        }
    }

    @Test
    void aBrokenLastEntryIsPassedOver() throws Exception {
        try (ReplayJournal first = at(NOW)) {
            assertThat(first.first(authenticator(1), NOW)).isTrue();
        }
        Files.write(folder.resolve(ReplayJournal.CURRENT), new byte[5], StandardOpenOption.APPEND);
        try (ReplayJournal second = at(NOW)) {
            assertThat(second.first(authenticator(1), NOW)).isFalse();
        }
    }

    @Test
    void aFolderThatIsNoneStopsTheStart() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> ReplayJournal.open(file, NOW))
                .isInstanceOf(KerberosFailure.class)
                .hasMessageContaining("a folder that this broker may write to");
    }
}
