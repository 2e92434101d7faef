package io.gatehouse.broker.group.record;

import java.time.Instant;
import java.util.Optional;

/**
 * A committed offset.
 *
 * @param leaderEpoch the epoch of the record before the offset, -1 if the client did not say
 * @param expiresAt set only by clients that name a retention (OffsetCommit v2 to v4)
 */
public record OffsetValue(
        long offset, int leaderEpoch, String metadata, Instant committedAt, Optional<Instant> expiresAt) {}
