package io.gatehouse.broker.replica;

import io.gatehouse.broker.log.AbortedTransaction;
import io.gatehouse.broker.log.EpochEnd;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.Parcel;
import java.util.List;
import java.util.Optional;

/**
 * What a fetch of one partition came to.
 *
 * @param records whole batches, possibly beginning below the asked offset (COMPAT A11.3); closed by whoever has the answer
 * @param aborted the aborted transactions that have records among these; only looked up for READ_COMMITTED
 * @param diverging where the leader's history leaves the client's (COMPAT B5.16); then there are no records
 */
public record FetchAnswer(
        ErrorCode error,
        long highWatermark,
        long lastStableOffset,
        long logStartOffset,
        Parcel records,
        List<AbortedTransaction> aborted,
        Optional<EpochEnd> diverging) {
    static FetchAnswer failed(ErrorCode error) {
        return new FetchAnswer(error, -1, -1, -1, Parcel.empty(), List.of(), Optional.empty());
    }

    /** For an answer that nobody will get. */
    public void close() {
        records.close();
    }
}
