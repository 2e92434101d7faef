package io.gatehouse.broker.main.quickstart;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** What those get who may not: shown, and checked, because a door that is open by mistake looks like a success. */
final class Refusals {
    private final ClientSettings settings;
    private final InstantSource clock;

    Refusals(ClientSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** One line for each attempt. */
    List<String> show(User guest, User app) {
        List<String> lines = new ArrayList<>();
        lines.add(refused(guest.name() + " writes", () -> write(settings.java(guest))));
        lines.add(refused(guest.name() + " reads", () -> read(settings.java(guest))));
        lines.add(refused("a wrong password", () -> write(settings.java(app.mistyped()))));
        return lines;
    }

    /** An attempt that must end with an answer of the broker. */
    private static String refused(String what, Runnable attempt) {
        try {
            attempt.run();
        } catch (KafkaException e) {
            return String.format("%-17s %s: %s", what, e.getClass().getSimpleName(), e.getMessage());
        }
        throw new QuickstartFailure(what + ": was let through; please report this.");
    }

    private static void write(Map<String, String> connection) {
        try (Producer<byte[], byte[]> producer = Clients.producer(connection)) {
            producer.send(new ProducerRecord<>(Cluster.TOPIC, new byte[] {'x'})).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException refused) {
                throw refused;
            }
            throw new QuickstartFailure("a record could not be sent: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartFailure("stopped while a record was sent.", e);
        }
    }

    private void read(Map<String, String> connection) {
        try (Consumer<byte[], byte[]> consumer = Clients.consumer(connection)) {
            Clients.join(consumer, Cluster.TOPIC, clock);
        }
    }
}
