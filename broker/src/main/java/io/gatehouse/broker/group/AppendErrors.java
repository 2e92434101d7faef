package io.gatehouse.broker.group;

import io.gatehouse.broker.model.ErrorCode;

/** What clients are told of a failed append (COMPAT E4, append error mapping). */
final class AppendErrors {
    private AppendErrors() {}

    static ErrorCode ofOffsets(ErrorCode error) {
        return switch (error) {
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE, INVALID_FETCH_SIZE -> ErrorCode.INVALID_COMMIT_OFFSET_SIZE;
            default -> availability(error);
        };
    }

    static ErrorCode ofGroup(ErrorCode error) {
        return switch (error) {
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE, INVALID_FETCH_SIZE -> ErrorCode.UNKNOWN_SERVER_ERROR;
            case REQUEST_TIMED_OUT -> ErrorCode.REBALANCE_IN_PROGRESS;
            default -> availability(error);
        };
    }

    private static ErrorCode availability(ErrorCode error) {
        return switch (error) {
            case UNKNOWN_TOPIC_OR_PARTITION, NOT_ENOUGH_REPLICAS, NOT_ENOUGH_REPLICAS_AFTER_APPEND ->
                ErrorCode.COORDINATOR_NOT_AVAILABLE;
            case NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR -> ErrorCode.NOT_COORDINATOR;
            default -> error;
        };
    }
}
