package io.gatehouse.broker.log;

/** A record found by time; the epoch is that of its batch, -1 when not known. */
public record TimestampAndOffset(long timestamp, long offset, int leaderEpoch) {
    /** As ListOffsets answers when there is none. */
    public static final TimestampAndOffset NONE = new TimestampAndOffset(-1, -1, -1);
}
