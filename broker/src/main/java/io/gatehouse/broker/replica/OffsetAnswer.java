package io.gatehouse.broker.replica;

import io.gatehouse.broker.model.ErrorCode;

/** An offset found for a time; -1 where there is none. */
public record OffsetAnswer(ErrorCode error, long timestamp, long offset, int leaderEpoch) {
    static OffsetAnswer failed(ErrorCode error) {
        return new OffsetAnswer(error, -1, -1, -1);
    }
}
