package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.ErrorCode;
import java.util.Optional;

/** What became of a wish to change the settings of a topic or a broker. */
public record AlterOutcome(ErrorCode error, Optional<String> message) {
    public static final AlterOutcome DONE = new AlterOutcome(ErrorCode.NONE, Optional.empty());

    public static AlterOutcome refused(ErrorCode error, String message) {
        return new AlterOutcome(error, Optional.of(message));
    }
}
