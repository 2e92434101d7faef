package io.gatehouse.broker.replica;

import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.model.ErrorCode;

/**
 * What this broker is to a partition, by the controller's last order. Immutable: a new order brings a new role.
 *
 * <p>Followers only keep their log here: fetching from a leader is not part of this version, so the controller gives no
 * partition more than one replica.
 */
sealed interface Role {
    PartitionImage state();

    default int leaderEpoch() {
        return state().leaderEpoch();
    }

    /** NONE if clients may read and write here under {@code epoch} (-1: any), otherwise what they are told (COMPAT B2.5). */
    ErrorCode serves(int epoch);

    record Leader(PartitionImage state) implements Role {
        @Override
        public ErrorCode serves(int epoch) {
            return checkEpoch(epoch, leaderEpoch());
        }
    }

    record Follower(PartitionImage state) implements Role {
        @Override
        public ErrorCode serves(int epoch) {
            ErrorCode fenced = checkEpoch(epoch, leaderEpoch());
            return fenced == ErrorCode.NONE ? ErrorCode.NOT_LEADER_OR_FOLLOWER : fenced;
        }
    }

    /** Deleted: those who still wait are told so. */
    record Gone(PartitionImage state) implements Role {
        @Override
        public ErrorCode serves(int epoch) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
    }

    private static ErrorCode checkEpoch(int asked, int ours) {
        if (asked < 0 || asked == ours) {
            return ErrorCode.NONE;
        }
        return asked < ours ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
    }
}
