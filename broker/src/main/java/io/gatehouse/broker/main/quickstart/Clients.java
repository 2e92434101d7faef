package io.gatehouse.broker.main.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Ordinary Java clients with settings for a person who watches: quick to send, quick to give up. */
final class Clients {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Clients() {}

    static Producer<byte[], byte[]> producer(Map<String, String> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("acks", "all");
        settings.put("linger.ms", "0");
        settings.put("max.block.ms", millis(PATIENCE));
        settings.put("delivery.timeout.ms", millis(PATIENCE));
        settings.put("request.timeout.ms", millis(PATIENCE.dividedBy(2)));
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static Consumer<byte[], byte[]> consumer(Map<String, String> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("group.id", Cluster.GROUP);
        settings.put("auto.offset.reset", "latest");
        settings.put("default.api.timeout.ms", millis(PATIENCE));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Joins the group and goes to the end of the topic, past what earlier runs have left there. */
    static void join(Consumer<byte[], byte[]> consumer, String topic, InstantSource clock) {
        consumer.subscribe(List.of(topic));
        Instant end = clock.instant().plus(PATIENCE);
        while (consumer.assignment().isEmpty()) {
            if (clock.instant().isAfter(end)) {
                throw new QuickstartFailure(
                        "the consumer got no partition of " + topic + " within " + PATIENCE.toSeconds() + " s.");
            }
            consumer.poll(Duration.ofMillis(50));
        }
        consumer.seekToEnd(consumer.assignment());
        // Asking for the position fetches it: without this the end would be looked up after the first record.
        consumer.assignment().forEach(consumer::position);
    }

    private static String millis(Duration time) {
        return Long.toString(time.toMillis());
    }
}
