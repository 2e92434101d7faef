package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.model.ErrorCode;
import java.util.Optional;

/** A member's part of the work, or why there is none. */
public record SyncAnswer(ErrorCode error, Optional<String> protocolType, Optional<String> protocol, Blob assignment) {
    static SyncAnswer refused(ErrorCode error) {
        return new SyncAnswer(error, Optional.empty(), Optional.empty(), Blob.EMPTY);
    }
}
