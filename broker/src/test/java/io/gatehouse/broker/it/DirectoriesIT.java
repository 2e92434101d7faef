package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with two log directories, and Kafka's admin client that moves a partition between them (COMPAT B12.7). */
final class DirectoriesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TopicPartition PARTITION = new TopicPartition("moving", 0);
    private static final TopicPartitionReplica REPLICA = new TopicPartitionReplica("moving", 0, 0);
    private static final int RECORDS = 3_000;

    @TempDir
    private Path temporary;

    @Test
    void aPartitionMovesAcrossAKillWithEveryRecordReadable() throws Exception {
        Path folder = temporary.resolve("quickstart");
        List<Path> directories = List.of(temporary.resolve("a"), temporary.resolve("b"));
        // So slow that the kill comes in the middle, and then without a limit.
        String both = "log.dirs=" + directories.get(0) + "," + directories.get(1);
        String limit = "replica.alter.log.dirs.io.max.bytes.per.second=";
        try (SeparateServers servers = SeparateServers.prepare(folder)) {
            servers.startBroker(both, limit + "100000");
            Properties client = servers.administrator();
            write(client);
            Path from = directory(client);
            Path to = directories.get(directories.indexOf(from) == 0 ? 1 : 0);

            move(client, to);

            assertThat(futures(client)).as("on its way").isEqualTo(1);
            assertThat(read(client)).as("meanwhile").isEqualTo(RECORDS);
            servers.kill();
            assertThat(directory(from)).exists();
            servers.startBroker(both, limit + "1000000000");
            awaitMoved(client, to);
            assertThat(read(client)).as("afterwards").isEqualTo(RECORDS);
            assertThat(directory(to)).exists();
            assertThat(directory(from)).doesNotExist();
        }
    }

    private static Path directory(Path root) {
        return root.resolve(PARTITION.toString());
    }

    private static void write(Properties client) throws Exception {
        try (Admin admin = Admin.create(client)) {
            await(admin.createTopics(List.of(
                            new NewTopic(PARTITION.topic(), 1, (short) 1).configs(Map.of("segment.bytes", "1048576"))))
                    .all());
        }
        try (KafkaProducer<Integer, String> producer =
                new KafkaProducer<>(client, new IntegerSerializer(), new StringSerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(PARTITION.topic(), i, "x".repeat(1_000)));
            }
        }
    }

    private static void move(Properties client, Path to) throws Exception {
        try (Admin admin = Admin.create(client)) {
            await(admin.alterReplicaLogDirs(Map.of(REPLICA, to.toString())).all());
        }
    }

    /** Where the log that serves is. */
    private static Path directory(Properties client) throws Exception {
        return described(client).entrySet().stream()
                .filter(entry -> holds(entry.getValue(), false))
                .map(entry -> Path.of(entry.getKey()))
                .findFirst()
                .orElseThrow();
    }

    private static long futures(Properties client) throws Exception {
        return described(client).values().stream()
                .filter(each -> holds(each, true))
                .count();
    }

    private static boolean holds(LogDirDescription directory, boolean future) {
        ReplicaInfo replica = directory.replicaInfos().get(PARTITION);
        return replica != null && replica.isFuture() == future;
    }

    private static Map<String, LogDirDescription> described(Properties client) throws Exception {
        try (Admin admin = Admin.create(client)) {
            return await(admin.describeLogDirs(List.of(0)).allDescriptions()).get(0);
        }
    }

    private static void awaitMoved(Properties client, Path to) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!directory(client).equals(to) || futures(client) > 0) {
            assertThat(Instant.now()).as("the move ends").isBefore(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** How many records follow each other from the start; all of them are read. */
    private static int read(Properties client) {
        List<Integer> keys = new ArrayList<>();
        try (KafkaConsumer<Integer, byte[]> consumer =
                new KafkaConsumer<>(client, new IntegerDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long last = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < last) {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> keys.add(each.key()));
            }
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(keys.get(i)).isEqualTo(i);
        }
        return keys.size();
    }

    private static <T> T await(KafkaFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
