package io.gatehouse.broker.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.DefaultPrincipalData;
import org.apache.kafka.common.message.EnvelopeRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.jspecify.annotations.Nullable;

/** Envelope requests (key 58), in which brokers of Kafka hand on what a client has sent, as the worst of peers would make them. */
public final class Envelopes {
    /** What the inner requests would make, if anybody carried them out. */
    public static final String TOPIC = "by-envelope";

    private static final short ENVELOPE = 58;
    private static final short CREATE_TOPICS = 19;
    private static final short PRODUCE = 0;
    private static final short LEADER_AND_ISR = 4;

    private Envelopes() {}

    /** By what is wrong with them; frames with their size in front. */
    public static Map<String, byte[]> all() {
        byte[] admin = principal("User", "admin");
        byte[] here = InetAddress.getLoopbackAddress().getAddress();
        Map<String, byte[]> all = new LinkedHashMap<>();
        byte[] plain = envelope(0, inner(CREATE_TOPICS, 7, topic()), admin, here);
        all.put("a super user's name", plain);
        all.put("no principal", envelope(0, inner(CREATE_TOPICS, 7, topic()), null, here));
        all.put(
                "a principal that is none",
                envelope(0, inner(CREATE_TOPICS, 7, topic()), new byte[] {0, 0, 127, -1}, here));
        all.put("a forged address", envelope(0, inner(CREATE_TOPICS, 7, topic()), admin, new byte[16]));
        all.put("no address", envelope(0, inner(CREATE_TOPICS, 7, topic()), admin, new byte[3]));
        all.put(
                "an API that nobody hands on",
                envelope(0, inner(PRODUCE, 11, new ProduceRequestData().setAcks((short) 1)), admin, here));
        all.put(
                "an order of the controller",
                envelope(0, ByteBuffer.wrap(new byte[] {0, LEADER_AND_ISR, 0, 7, 0, 0, 0, 1, -1, -1, 0}), admin, here));
        ByteBuffer whole = ByteBuffer.wrap(plain);
        whole.getInt();
        all.put("an envelope", envelope(0, whole.slice(), admin, here));
        all.put("nothing", envelope(0, ByteBuffer.allocate(0), admin, here));
        all.put("a version that there is not", envelope(1, inner(CREATE_TOPICS, 7, topic()), admin, here));
        all.put("a negative version", envelope(-1, inner(CREATE_TOPICS, 7, topic()), admin, here));
        return all;
    }

    public static byte[] of(String kind) {
        return Objects.requireNonNull(all().get(kind), kind);
    }

    private static CreateTopicsRequestData topic() {
        CreateTopicsRequestData request = new CreateTopicsRequestData().setTimeoutMs(10_000);
        request.topics()
                .add(new CreateTopicsRequestData.CreatableTopic()
                        .setName(TOPIC)
                        .setNumPartitions(1)
                        .setReplicationFactor((short) 1));
        return request;
    }

    private static byte[] principal(String type, String name) {
        return MessageUtil.toVersionPrefixedByteBuffer(
                        (short) 0, new DefaultPrincipalData().setType(type).setName(name))
                .array();
    }

    private static ByteBuffer inner(short key, int version, ApiMessage body) {
        return join(header(key, version, 2), bytes(body, (short) version));
    }

    @SuppressWarnings("NullAway") // The protocol has a null there.
    private static byte[] envelope(int version, ByteBuffer inner, byte @Nullable [] principal, byte[] host) {
        EnvelopeRequestData body = new EnvelopeRequestData()
                .setRequestData(inner)
                .setRequestPrincipal(principal)
                .setClientHostAddress(host);
        ByteBuffer frame = join(header(ENVELOPE, version, 1), bytes(body, (short) 0));
        return join(ByteBuffer.allocate(Integer.BYTES).putInt(frame.remaining()).flip(), frame)
                .array();
    }

    private static ByteBuffer header(short key, int version, int correlationId) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key)
                .setRequestApiVersion((short) version)
                .setCorrelationId(correlationId)
                .setClientId("envelope");
        return bytes(header, (short) 2);
    }

    private static ByteBuffer bytes(ApiMessage message, short version) {
        return MessageUtil.toByteBufferAccessor(message, version).buffer();
    }

    private static ByteBuffer join(ByteBuffer... parts) {
        int size = List.of(parts).stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuffer part : parts) {
            all.put(part.duplicate());
        }
        return all.flip();
    }
}
