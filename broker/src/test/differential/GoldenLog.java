import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Fills the topic, and prints what consumers of both isolation levels read, as "committed OFFSET KEY VALUE" lines. */
public final class GoldenLog {
    private static final TopicPartition GOLDEN = new TopicPartition("golden", 0);
    private static final long TIME = 1_700_000_000_000L;
    private static int written;

    public static void main(String[] args) throws Exception {
        String server = args[0];
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server))) {
            admin.createTopics(List.of(new NewTopic("golden", 1, (short) 1)
                            .configs(Map.of(
                                    "segment.bytes", "2500",
                                    "index.interval.bytes", "300",
                                    "segment.index.bytes", "1200",
                                    "retention.ms", "-1"))))
                    .all()
                    .get();
        }
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            try (KafkaProducer<String, String> producer = producer(server, codec, null)) {
                for (int batch = 0; batch < 3; batch++) {
                    send(producer, 4);
                }
            }
        }
        try (KafkaProducer<String, String> producer = producer(server, "none", "done")) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, 3);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, 2);
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, 2);
            producer.commitTransaction();
        }
        KafkaProducer<String, String> open = producer(server, "none", "open");
        open.initTransactions();
        open.beginTransaction();
        send(open, 2);
        try (KafkaProducer<String, String> producer = producer(server, "none", null)) {
            send(producer, 3);
        }
        print(server, "read_uncommitted", "all");
        print(server, "read_committed", "committed");
        Runtime.getRuntime().halt(0); // The open transaction stays open.
    }

    private static KafkaProducer<String, String> producer(String server, String codec, String transactionalId) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", server);
        settings.put("compression.type", codec);
        settings.put("linger.ms", "200");
        if (transactionalId != null) {
            settings.put("transactional.id", transactionalId);
            settings.put("transaction.timeout.ms", "600000");
        }
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static void send(KafkaProducer<String, String> producer, int records) {
        for (int i = 0; i < records; i++) {
            int number = written++;
            producer.send(new ProducerRecord<>(
                    "golden", 0, TIME + number * 1000L, "key-" + number % 7, "value-" + number + "-" + "x".repeat(60)));
        }
        producer.flush();
    }

    private static void print(String server, String isolation, String word) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", server);
        settings.put("isolation.level", isolation);
        settings.put("auto.offset.reset", "earliest");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(GOLDEN));
            long end = consumer.endOffsets(List.of(GOLDEN)).get(GOLDEN);
            while (consumer.position(GOLDEN) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            System.out.println(word + "-end " + end);
        }
        records.forEach(record ->
                System.out.println(word + " " + record.offset() + " " + record.key() + " " + record.value()));
    }
}
