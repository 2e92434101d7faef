package io.gatehouse.bench.broker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until every partition tells its end offset, which takes a loaded log and a leader, and prints the milliseconds
 * since a given time.
 *
 * <p>Arguments: address, client properties, number of partitions, milliseconds of the epoch to count from, patience in
 * seconds.
 */
public final class AwaitPartitions {
    /** Short, as its answer is the resolution of what is measured. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Admin admin;
    private final int expected;

    private AwaitPartitions(Admin admin, int expected) {
        this.admin = admin;
        this.expected = expected;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Instant since = Instant.ofEpochMilli(Long.parseLong(args[3]));
        Duration patience = Duration.ofSeconds(Long.parseLong(args[4]));
        try (Admin admin = Admin.create(settings(args[0], Path.of(args[1])))) {
            new AwaitPartitions(admin, Integer.parseInt(args[2])).await(since, since.plus(patience), System.out);
        }
    }

    private static Properties settings(String address, Path file) throws IOException {
        Properties settings = ClientSettings.of(file);
        settings.put("bootstrap.servers", address);
        // A broker that is not there yet must be asked again soon, or the clients' own pause is what is measured.
        settings.put("reconnect.backoff.ms", "20");
        settings.put("reconnect.backoff.max.ms", "50");
        settings.put("retry.backoff.ms", "20");
        settings.put("retry.backoff.max.ms", "50");
        settings.put("request.timeout.ms", "5000");
        settings.put("default.api.timeout.ms", "5000");
        return settings;
    }

    private void await(Instant since, Instant deadline, PrintStream out) throws InterruptedException {
        while (answered() < expected) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("not all of " + expected + " partitions answered by " + deadline);
            }
            Thread.sleep(PAUSE.toMillis());
        }
        out.println(Duration.between(since, Instant.now()).toMillis());
    }

    /** Partitions that told their end; 0 while not all can be asked. */
    private int answered() throws InterruptedException {
        try {
            Set<String> topics = new HashSet<>(admin.listTopics().names().get());
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            for (TopicDescription topic :
                    admin.describeTopics(topics).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(each ->
                                wanted.put(new TopicPartition(topic.name(), each.partition()), OffsetSpec.latest()));
            }
            return wanted.size() < expected
                    ? 0
                    : admin.listOffsets(wanted).all().get().size();
        } catch (ExecutionException notYet) {
            return 0;
        }
    }
}
