package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;

/** A client that does its work while others do their worst: it must not be able to tell. */
final class Canary implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TopicPartition PARTITION = new TopicPartition(QuickstartProcess.TOPIC, 0);

    private final KafkaProducer<Integer, Integer> producer;
    private final KafkaConsumer<Integer, Integer> consumer;
    private int sung;

    Canary(Properties client) {
        producer = new KafkaProducer<>(client, new IntegerSerializer(), new IntegerSerializer());
        consumer = new KafkaConsumer<>(client, new IntegerDeserializer(), new IntegerDeserializer());
        consumer.assign(List.of(PARTITION));
        consumer.seekToEnd(List.of(PARTITION));
        consumer.position(PARTITION);
    }

    /** One record goes through the broker and comes back. */
    void sings() {
        int note = ++sung;
        try {
            producer.send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), note, note))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the canary's record " + note + " was not taken", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Instant end = Instant.now().plus(PATIENCE);
        int heard = 0;
        while (heard != note && Instant.now().isBefore(end)) {
            for (ConsumerRecord<Integer, Integer> record : consumer.poll(Duration.ofMillis(100))) {
                heard = record.value();
            }
        }
        assertThat(heard).as("the canary's last record").isEqualTo(note);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumer.close();
    }
}
