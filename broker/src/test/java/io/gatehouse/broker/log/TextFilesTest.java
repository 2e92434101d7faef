package io.gatehouse.broker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints, names and {@code meta.properties} (COMPAT A1, A2, A7). */
final class TextFilesTest {
    private static final TopicPartition DASHED = new TopicPartition(new TopicName("a-b.c_d"), 12);

    @TempDir
    private Path root;

    @Test
    void aCheckpointHasTheTextOfKafkas() throws IOException { // COMPAT A7.1, A7.2
        OffsetCheckpoint checkpoint = new OffsetCheckpoint(root, OffsetCheckpoint.RECOVERY_POINTS);

        checkpoint.write(Map.of(DASHED, 7L, LogFixture.PARTITION, 1L << 40));

        assertThat(Files.readString(root.resolve("recovery-point-offset-checkpoint")))
                .isEqualTo("0\n2\na-b.c_d 12 7\nevents 0 1099511627776\n");
        assertThat(new OffsetCheckpoint(root, OffsetCheckpoint.RECOVERY_POINTS).read())
                .isEqualTo(Map.of(DASHED, 7L, LogFixture.PARTITION, 1L << 40));
    }

    @Test
    void aCheckpointIsOldOrNewWhereverItsWritingStops() throws IOException { // COMPAT A1.15, A7.3
        OffsetCheckpoint checkpoint = new OffsetCheckpoint(root, OffsetCheckpoint.HIGH_WATERMARKS);
        checkpoint.write(Map.of(DASHED, 7L));
        Files.writeString(root.resolve("replication-offset-checkpoint.tmp"), "0\n1\na-b");

        OffsetCheckpoint next = new OffsetCheckpoint(root, OffsetCheckpoint.HIGH_WATERMARKS);
        assertThat(next.read()).isEqualTo(Map.of(DASHED, 7L));
        next.write(Map.of(DASHED, 8L));

        assertThat(checkpoint.read()).isEqualTo(Map.of(DASHED, 8L));
        assertThat(root.resolve("replication-offset-checkpoint.tmp")).doesNotExist();
    }

    @Test
    void malformedCheckpointsAreErrors() throws IOException { // COMPAT A7.4
        String[] wrong = {
            "1\n0\n",
            "0\n",
            "0\nx\n",
            "0\n2\nt 0 1\n",
            "0\n1\nt 0\n",
            "0\n1\nt 0 1 2\n",
            "0\n1\nt x 1\n",
            "0\n1\nt -1 1\n",
            "0\n1\n/ 0 1\n",
            "0\n1\nt 0 99999999999999999999\n",
            "0\n1\nt 0  1\n"
        };
        for (String text : wrong) {
            Files.writeString(root.resolve("log-start-offset-checkpoint"), text);
            assertThatThrownBy(() -> new OffsetCheckpoint(root, OffsetCheckpoint.LOG_START_OFFSETS).read())
                    .as(text)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("log-start-offset-checkpoint");
        }
        Files.writeString(root.resolve("log-start-offset-checkpoint"), "");
        assertThat(new OffsetCheckpoint(root, OffsetCheckpoint.LOG_START_OFFSETS).read())
                .isEmpty();
    }

    @Test
    void directoryNamesAreSplitAtTheLastDash() { // COMPAT A1.16 to A1.19
        assertThat(DirectoryName.partition("a-b.c_d-12")).contains(DASHED);
        assertThat(DirectoryName.partition("a-01")).isEmpty();
        assertThat(DirectoryName.partition("a-99999999999")).isEmpty();
        assertThat(DirectoryName.partition("nodash")).isEmpty();
        assertThat(DirectoryName.kind("a-b.c_d-12")).isEqualTo(DirectoryName.Kind.LIVE);
        String hex = "0123456789abcdef0123456789abcdef";
        assertThat(DirectoryName.kind("a-0." + hex + "-delete")).isEqualTo(DirectoryName.Kind.DELETED);
        assertThat(DirectoryName.kind("a-0." + hex + "-future")).isEqualTo(DirectoryName.Kind.FUTURE);
        assertThat(DirectoryName.kind("a-0." + hex + "-stray")).isEqualTo(DirectoryName.Kind.STRAY);
        assertThat(DirectoryName.kind("a-0.xyz-delete")).isEqualTo(DirectoryName.Kind.FOREIGN);
        assertThat(DirectoryName.kind("remote-log-index-cache")).isEqualTo(DirectoryName.Kind.SKIPPED);
        assertThat(DirectoryName.kind("lost+found")).isEqualTo(DirectoryName.Kind.FOREIGN);
    }

    @Test
    void aLongTopicIsCutInItsNameOfTheDead() { // COMPAT A1.17
        TopicPartition longest = new TopicPartition(new TopicName("t".repeat(249)), 3);

        String name = DirectoryName.deleted(longest, new Random(1));

        assertThat(name).hasSize(255).matches("t+-3\\.[0-9a-f]{32}-delete");
        assertThat(DirectoryName.kind(name)).isEqualTo(DirectoryName.Kind.DELETED);
        assertThat(DirectoryName.deleted(DASHED, new Random(1))).startsWith("a-b.c_d-12.");
    }

    @Test
    void aNewDirectoryIsMarkedAsOurs() throws IOException { // COMPAT A2.1, A2.3
        MetaProperties.claim(root, "cluster-1", new BrokerId(4));

        assertThat(Files.readAllLines(root.resolve("meta.properties")))
                .contains("version=0", "cluster.id=cluster-1", "broker.id=4");
        MetaProperties.claim(root, "cluster-1", new BrokerId(4));
    }

    @Test
    void anotherOwnersDirectoryIsRefused() throws IOException { // COMPAT A2.4, A2.6
        MetaProperties.claim(root, "cluster-1", new BrokerId(4));

        assertThatThrownBy(() -> MetaProperties.claim(root, "cluster-2", new BrokerId(4)))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("cluster.id = cluster-1 (expected: cluster-2");
        assertThatThrownBy(() -> MetaProperties.claim(root, "cluster-1", new BrokerId(5)))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("broker.id = 4 (expected: 5");
        Files.writeString(root.resolve("meta.properties"), "version=1\nnode.id=4\ncluster.id=cluster-1\n");
        assertThatThrownBy(() -> MetaProperties.claim(root, "cluster-1", new BrokerId(4)))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("version = 1 (expected: 0");
    }

    @Test
    void damagedPartitionMetadataIsAnError() throws IOException { // COMPAT A7.8
        for (String text : new String[] {
            "",
            "version: 1\ntopic_id: AAAAAAAAAAEAAAAAAAAAAg",
            "version: 0\n",
            "version: 0\ntopic_id: short",
            "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA"
        }) {
            Files.writeString(root.resolve("partition.metadata"), text);
            assertThatThrownBy(() -> PartitionMetadata.read(root))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("partition.metadata");
        }
    }
}
