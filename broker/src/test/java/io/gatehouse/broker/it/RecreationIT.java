package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RecordBytes;
import io.gatehouse.broker.wire.RequestEncoder;
import io.gatehouse.broker.wire.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack 155 with a real broker: a topic is deleted and made anew under its name, again and again ({@code -Dgatehouse.recreations},
 * 20 if nothing is said), while a producer keeps its id and its sequences, two consumers their positions and a fourth client its
 * fetch session.
 */
final class RecreationIT {
    private static final String TOPIC = "reborn";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int ROUNDS = Integer.getInteger("gatehouse.recreations", 20);
    private static final short BY_ID = 17;
    private static final int TRIES = 300;

    @Test
    void nothingOfTheOldTopicIsTheNewOnes(@TempDir Path temporary) throws Exception {
        try (QuickstartProcess broker = QuickstartProcess.start(temporary.resolve("quickstart"));
                Admin admin = Admin.create(broker.administrator());
                KafkaProducer<byte[], byte[]> producer = producer(broker.administrator());
                KafkaConsumer<byte[], byte[]> one = consumer(broker.administrator());
                KafkaConsumer<byte[], byte[]> two = consumer(broker.administrator());
                Socket raw = new Intruder(broker).asAdministrator(new Socket())) {
            Uuid id = create(admin);
            for (int round = 0; round < ROUNDS; round++) {
                String value = "round " + round;
                assertThat(write(producer, value).offset()).as(value).isZero();
                assertThat(first(one)).isEqualTo(value);
                assertThat(first(two)).isEqualTo(value);
                int session = session(raw, id);
                admin.deleteTopics(List.of(TOPIC)).all().get();
                Uuid next = create(admin);

                assertThat(next).isNotEqualTo(id);
                assertGone(goOn(raw, session));
                id = next;
            }
            assertThat(broker.log().lines()).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    private static Properties with(Properties properties, String key, String value) {
        properties.put(key, value);
        return properties;
    }

    private static KafkaProducer<byte[], byte[]> producer(Properties who) {
        return new KafkaProducer<>(
                with(who, "metadata.max.age.ms", "200"), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Properties who) {
        who.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        who.remove(ConsumerConfig.GROUP_ID_CONFIG);
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                with(who, "metadata.max.age.ms", "200"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(PARTITION));
        return consumer;
    }

    /** A topic that is being deleted keeps its name for a moment. */
    private static Uuid create(Admin admin) {
        AtomicReference<Uuid> made = new AtomicReference<>(Uuid.ZERO_UUID);
        StrangersIT.await("the name is free", () -> {
            try {
                made.set(admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .topicId(TOPIC)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join());
                return true;
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(TopicExistsException.class);
                return false;
            }
        });
        return made.get();
    }

    private static RecordMetadata write(KafkaProducer<byte[], byte[]> producer, String value) throws Exception {
        return producer.send(new ProducerRecord<>(TOPIC, 0, null, value.getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    /** The first record of the topic as it is now. */
    private static String first(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.seek(PARTITION, 0);
        for (int tries = 0; tries < TRIES; tries++) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                return new String(record.value(), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("nothing to read");
    }

    private static int session(Socket raw, Uuid id) throws IOException {
        FetchRequestData request = new FetchRequestData()
                .setMaxBytes(1 << 20)
                .setSessionEpoch(0)
                .setTopics(List.of(new FetchTopic()
                        .setTopicId(id)
                        .setPartitions(
                                List.of(new FetchPartition().setPartition(0).setPartitionMaxBytes(1 << 20)))));
        FetchResponseData answer = ask(raw, request);
        assertThat(RecordBytes.size(answer.responses().get(0).partitions().get(0)))
                .isPositive();
        assertThat(answer.sessionId()).isPositive();
        return answer.sessionId();
    }

    private static FetchResponseData goOn(Socket raw, int session) throws IOException {
        return ask(
                raw,
                new FetchRequestData()
                        .setMaxBytes(1 << 20)
                        .setSessionId(session)
                        .setSessionEpoch(1));
    }

    private static void assertGone(FetchResponseData answer) {
        PartitionData partition = answer.responses().get(0).partitions().get(0);
        assertThat(ErrorCode.ofCode(partition.errorCode()))
                .isIn(ErrorCode.UNKNOWN_TOPIC_ID, ErrorCode.INCONSISTENT_TOPIC_ID);
        assertThat(RecordBytes.size(partition)).isZero();
    }

    private static FetchResponseData ask(Socket raw, FetchRequestData request) throws IOException {
        ByteBuf frame = RequestEncoder.encode(ApiKey.FETCH, BY_ID, 1, "raw", request, UnpooledByteBufAllocator.DEFAULT);
        raw.getOutputStream().write(ByteBufUtil.getBytes(frame));
        frame.release();
        DataInputStream in = new DataInputStream(raw.getInputStream());
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        ByteBuf bytes = Unpooled.wrappedBuffer(answer);
        ResponseDecoder.correlationId(bytes);
        return (FetchResponseData) ResponseDecoder.body(ApiKey.FETCH, BY_ID, bytes);
    }
}
