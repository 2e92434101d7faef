package io.gatehouse.broker.net;

import io.gatehouse.broker.wire.ApiKey;

/** How large a frame may be. */
final class Frames {
    /** API key, version and correlation id. */
    static final int BYTES_MIN = 8;

    /**
     * Ten thousand topics with long names. Decoding costs up to eight times as much heap, so a larger frame of anything
     * but records is an attack (attack 13), not a request.
     */
    private static final int SMALL_BYTES_MAX = 2 << 20;

    /** A group's assignments, or the whole cluster's partitions, in one message. */
    private static final int MEDIUM_BYTES_MAX = 16 << 20;

    private Frames() {}

    /** The largest frame of an API after authentication; records are bounded by {@code socket.request.max.bytes} alone. */
    static int bytesMax(short apiKey, int requestBytesMax) {
        return Math.min(
                requestBytesMax, ApiKey.ofId(apiKey).map(Frames::bytesMax).orElse(SMALL_BYTES_MAX));
    }

    private static int bytesMax(ApiKey key) {
        return switch (key) {
            case PRODUCE -> Integer.MAX_VALUE;
            case LEADER_AND_ISR, STOP_REPLICA, UPDATE_METADATA, JOIN_GROUP, SYNC_GROUP -> MEDIUM_BYTES_MAX;
            default -> SMALL_BYTES_MAX;
        };
    }
}
