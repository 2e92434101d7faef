package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.ErrorCode;
import java.util.Optional;

/** What became of a wish to change a topic's settings. */
public record AlterOutcome(ErrorCode error, Optional<String> message) {
    static final AlterOutcome DONE = new AlterOutcome(ErrorCode.NONE, Optional.empty());

    static AlterOutcome refused(ErrorCode error, String message) {
        return new AlterOutcome(error, Optional.of(message));
    }
}
