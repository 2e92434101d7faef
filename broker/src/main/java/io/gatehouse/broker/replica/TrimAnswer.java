package io.gatehouse.broker.replica;

import io.gatehouse.broker.model.ErrorCode;

/**
 * What became of a {@link TrimWish}.
 *
 * @param lowWatermark the first offset that is still there; -1 when refused
 */
public record TrimAnswer(ErrorCode error, long lowWatermark) {
    public static TrimAnswer failed(ErrorCode error) {
        return new TrimAnswer(error, -1);
    }
}
