package io.gatehouse.broker.log;

import io.gatehouse.broker.model.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * What became of an append (COMPAT A5.4.28).
 *
 * @param error NONE when the batches are in the log, or were already (a producer's duplicate, COMPAT A5.6.1)
 * @param baseOffset of the first batch; -1 when refused
 * @param lastOffset of the last record; acks=all waits until the high watermark is above it; -1 when refused
 * @param logAppendTime milliseconds, -1 on topics with CreateTime
 * @param message a sentence for the client, when refused
 */
public record AppendResult(
        ErrorCode error,
        long baseOffset,
        long lastOffset,
        long logAppendTime,
        long logStartOffset,
        boolean duplicate,
        List<RecordError> recordErrors,
        Optional<String> message) {
    private static final long NONE = -1;

    public AppendResult {
        recordErrors = List.copyOf(recordErrors);
    }

    static AppendResult appended(long baseOffset, long lastOffset, long logAppendTime, long logStartOffset) {
        return new AppendResult(
                ErrorCode.NONE,
                baseOffset,
                lastOffset,
                logAppendTime,
                logStartOffset,
                false,
                List.of(),
                Optional.empty());
    }

    static AppendResult duplicate(long baseOffset, long lastOffset, long logAppendTime, long logStartOffset) {
        return new AppendResult(
                ErrorCode.NONE,
                baseOffset,
                lastOffset,
                logAppendTime,
                logStartOffset,
                true,
                List.of(),
                Optional.empty());
    }

    /** An answer without effect, also for callers that refuse before they reach the log. */
    public static AppendResult refused(ErrorCode error, String message) {
        return refused(error, message, List.of());
    }

    static AppendResult refused(ErrorCode error, String message, List<RecordError> recordErrors) {
        return new AppendResult(error, NONE, NONE, NONE, NONE, false, recordErrors, Optional.of(message));
    }
}
