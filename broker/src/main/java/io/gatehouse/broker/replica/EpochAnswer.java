package io.gatehouse.broker.replica;

import io.gatehouse.broker.log.EpochEnd;
import io.gatehouse.broker.model.ErrorCode;

/** Where an epoch ends (COMPAT B2.2), or why that is not told. */
public record EpochAnswer(ErrorCode error, EpochEnd end) {
    public static EpochAnswer failed(ErrorCode error) {
        return new EpochAnswer(error, EpochEnd.UNDEFINED);
    }
}
