package io.gatehouse.broker.wire;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.types.Schema;

/**
 * Reads requests. Whatever is wrong with the bytes, the one exception that leaves is {@link MalformedFrame}. Thread: any.
 */
public final class RequestDecoder {
    /** Longer names only serve to fill quota maps and logs (attack 19). */
    static final int CLIENT_ID_BYTES_MAX = 1024;

    private static final int TAGGED_FIELDS_MAX = 64;

    /** Filled on first use: touching all message classes at start would cost a good part of a second. */
    private final Map<Integer, StrictShape> shapes = new ConcurrentHashMap<>();

    /**
     * Reads the header and leaves the reader index at the body. Borrows {@code frame}.
     *
     * <p>Of an unknown API, and of an ApiVersions request newer than ours, only key, version and correlation id are read:
     * the rest may look like anything (KIP-511).
     */
    public RequestHeader header(ByteBuf frame) {
        BoundedReader reader = new BoundedReader(frame);
        short key = reader.readShort();
        short version = reader.readShort();
        int correlationId = reader.readInt();
        Optional<ApiKey> api = ApiKey.ofId(key).filter(known -> version >= 0 && readable(known, version));
        if (api.isEmpty() || HeaderVersion.bare(api.get(), version)) {
            return new RequestHeader(key, version, correlationId, "");
        }
        String clientId = clientId(reader);
        if (HeaderVersion.flexible(api.get(), version)) {
            skipTags(reader);
        }
        return new RequestHeader(key, version, correlationId, clientId);
    }

    /** Reads the body, to the last byte. Borrows {@code frame}; the message's byte buffers are slices of it. */
    public ApiMessage body(ApiKey key, short version, ByteBuf frame) {
        if (!control(key)) {
            shapes.computeIfAbsent((key.id() << Short.SIZE) | version, unused -> shape(key, version))
                    .check(frame);
        }
        return read(Messages.newRequest(key), version, frame);
    }

    /** The one place where a reader's exceptions become ours. */
    static ApiMessage read(ApiMessage message, short version, ByteBuf frame) {
        try {
            message.read(new BoundedReader(frame), version);
        } catch (MalformedFrame e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MalformedFrame(message.getClass().getSimpleName() + " v" + version + ": "
                    + (e instanceof NullPointerException ? "null where a value is due" : e.getMessage()));
        }
        if (frame.isReadable()) {
            throw new MalformedFrame(frame.readableBytes() + " bytes after the message (expected: none)");
        }
        return message;
    }

    private static StrictShape shape(ApiKey key, short version) {
        Schema[] schemas = ApiMessageType.fromApiKey(key.id()).requestSchemas();
        if (version < 0 || version >= schemas.length || schemas[version] == null) {
            throw new MalformedFrame(key + " version " + version + " (expected: a version with a known body)");
        }
        return StrictShape.of(schemas[version]);
    }

    private static boolean readable(ApiKey key, short version) {
        return control(key) || version <= ApiMessageType.fromApiKey(key.id()).highestSupportedVersion(true);
    }

    private static boolean control(ApiKey key) {
        return switch (key) {
            case LEADER_AND_ISR, STOP_REPLICA, UPDATE_METADATA, CONTROLLED_SHUTDOWN -> true;
            default -> false;
        };
    }

    private static String clientId(BoundedReader reader) {
        short length = reader.readShort();
        if (length < -1 || length > CLIENT_ID_BYTES_MAX) {
            throw new MalformedFrame("client id of " + length + " bytes (expected: -1.." + CLIENT_ID_BYTES_MAX + ")");
        }
        return length == -1 ? "" : reader.readString(length);
    }

    static void skipTags(BoundedReader reader) {
        int count = reader.readUnsignedVarint();
        if (count > TAGGED_FIELDS_MAX) {
            throw new MalformedFrame(count + " tagged fields (expected: at most " + TAGGED_FIELDS_MAX + ")");
        }
        int before = -1;
        for (int i = 0; i < count; i++) {
            int tag = reader.readUnsignedVarint();
            if (tag <= before) {
                throw new MalformedFrame("tag " + tag + " after tag " + before + " (expected: rising tags)");
            }
            before = tag;
            reader.skip(reader.readUnsignedVarint());
        }
    }
}
