package io.gatehouse.bench.broker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A producer that sends records at a steady pace, and prints how many microseconds they took from the call to the
 * acknowledgement, as {@code p50 p99 most}.
 *
 * <p>The tools that come with the client know whole milliseconds. Nothing waits for an acknowledgement, so that a slow one
 * does not hide those behind it.
 *
 * <p>Arguments: address, client properties, topic, bytes of a record, records a second, seconds to warm up, seconds to measure.
 * Ends with the error of the first record that was refused, if any was. Thread: main sends, the client's own thread notes.
 */
public final class ProduceLatency {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final byte[] value;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private ProduceLatency(Producer<byte[], byte[]> producer, String topic, byte[] value) {
        this.producer = producer;
        this.topic = topic;
        this.value = value;
    }

    public static void main(String[] args) throws Exception {
        byte[] value = new byte[Integer.parseInt(args[3])];
        new SplittableRandom(1).nextBytes(value);
        int rate = Integer.parseInt(args[4]);
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings(args[0], Path.of(args[1])))) {
            ProduceLatency client = new ProduceLatency(producer, args[2], value);
            client.send(rate, Integer.parseInt(args[5]));
            client.print(client.send(rate, Integer.parseInt(args[6])), System.out);
        }
    }

    private static Properties settings(String address, Path file) throws IOException {
        Properties settings = ClientSettings.of(file);
        settings.putAll(Map.of(
                "bootstrap.servers",
                address,
                "acks",
                "all",
                "linger.ms",
                "0",
                "key.serializer",
                ByteArraySerializer.class.getName(),
                "value.serializer",
                ByteArraySerializer.class.getName()));
        return settings;
    }

    /** Nanoseconds that each record took, when all are acknowledged. */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback hears of every failure.
    private long[] send(int rate, int seconds) {
        long[] nanos = new long[rate * seconds];
        long begin = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            int record = i;
            await(begin + SECOND_NANOS * i / rate);
            long sent = System.nanoTime();
            producer.send(new ProducerRecord<>(topic, value), (where, refused) -> {
                nanos[record] = System.nanoTime() - sent;
                failure.compareAndSet(null, refused);
            });
        }
        producer.flush();
        return nanos;
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void print(long[] nanos, PrintStream out) throws Exception {
        Exception refused = failure.get();
        if (refused != null) {
            throw refused;
        }
        Arrays.sort(nanos);
        out.printf("%d %d %d%n", at(nanos, 0.5), at(nanos, 0.99), at(nanos, 1));
    }

    private static long at(long[] sorted, double share) {
        return TimeUnit.NANOSECONDS.toMicros(sorted[(int) Math.ceil(share * sorted.length) - 1]);
    }
}
