package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 while an idempotent producer writes: every acknowledged record is there once, in order. */
final class KillIT {
    private static final int ROUNDS = Integer.getInteger("gatehouse.kill.rounds", 20);
    private static final int RUN_MILLIS_MAX = 400;
    private static final TopicPartition PARTITION = new TopicPartition(QuickstartProcess.TOPIC, 0);

    @TempDir
    private Path temporary;

    @Test
    void whatWasAcknowledgedIsThereOnceAfterEveryKill() throws Exception {
        long seed = Long.getLong("gatehouse.seed", System.nanoTime());
        Random random = new Random(seed);
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        try (QuickstartProcess broker = QuickstartProcess.start(temporary.resolve("quickstart"))) {
            AtomicBoolean stop = new AtomicBoolean();
            Thread writer = new Thread(() -> write(broker.application(), acknowledged, stop, random.nextInt(2_000)));
            writer.start();
            for (int round = 0; round < ROUNDS; round++) {
                int before = acknowledged.size();
                awaitMore(acknowledged, before);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(RUN_MILLIS_MAX));
                broker.kill();
                broker.restart();
            }
            awaitMore(acknowledged, acknowledged.size());
            stop.set(true);
            writer.join();

            List<Integer> stored = readAll(broker.application());

            assertThat(stored)
                    .as("seed " + seed + ", every acknowledged record")
                    .containsAll(acknowledged);
            assertThat(stored)
                    .as("seed " + seed + ", none twice, none out of order")
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    private static void write(Properties client, Set<Integer> acknowledged, AtomicBoolean stop, int valueBytes) {
        client.put("acks", "all");
        client.put("enable.idempotence", "true");
        client.put("delivery.timeout.ms", "600000");
        client.put("request.timeout.ms", "5000");
        client.put("reconnect.backoff.max.ms", "200");
        client.put("linger.ms", "1");
        byte[] value = new byte[valueBytes];
        try (KafkaProducer<Integer, byte[]> producer =
                new KafkaProducer<>(client, new IntegerSerializer(), new ByteArraySerializer())) {
            for (int i = 0; !stop.get(); i++) {
                int number = i;
                var unused = producer.send(
                        new ProducerRecord<>(QuickstartProcess.TOPIC, 0, number, value), (metadata, failure) -> {
                            if (failure == null) {
                                acknowledged.add(number);
                            }
                        });
                pace();
            }
        }
    }

    /** A few hundred records a second: enough to be in the middle of one at any moment. */
    private static void pace() {
        try {
            TimeUnit.MILLISECONDS.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitMore(Set<Integer> acknowledged, int before) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (acknowledged.size() <= before + 10) {
            assertThat(Instant.now())
                    .as("the producer goes on after the restart")
                    .isBefore(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static List<Integer> readAll(Properties client) {
        List<Integer> numbers = new ArrayList<>();
        try (KafkaConsumer<Integer, byte[]> consumer =
                new KafkaConsumer<>(client, new IntegerDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<Integer, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    numbers.add(record.key());
                }
            }
        }
        return numbers;
    }
}
