package io.gatehouse.broker.main.quickstart;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The application's own producer and consumer. Thread: one. */
final class KafkaPipe implements Pipe, AutoCloseable {
    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> consumer;

    private KafkaPipe(String topic, Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.producer = producer;
        this.consumer = consumer;
    }

    /** Connects both ends, so that the first record does not pay for it. */
    static KafkaPipe open(Map<String, String> connection, String topic, InstantSource clock) {
        KafkaPipe pipe = new KafkaPipe(topic, Clients.producer(connection), Clients.consumer(connection));
        try {
            Clients.join(pipe.consumer, topic, clock);
            pipe.producer.partitionsFor(topic);
            return pipe;
        } catch (RuntimeException e) {
            pipe.close();
            throw e;
        }
    }

    @Override
    public void send(byte[] value, java.util.function.Consumer<Exception> onFailure) {
        var unused = producer.send(
                new ProducerRecord<>(topic, value),
                (metadata, failure) -> Optional.ofNullable(failure).ifPresent(onFailure));
    }

    @Override
    public List<byte[]> receive(Duration patience) {
        List<byte[]> values = new ArrayList<>();
        consumer.poll(patience).forEach(record -> values.add(record.value()));
        return values;
    }

    @Override
    public void close() {
        try (producer) {
            consumer.close();
        }
    }
}
