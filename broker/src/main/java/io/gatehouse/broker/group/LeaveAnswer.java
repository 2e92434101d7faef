package io.gatehouse.broker.group;

import io.gatehouse.broker.model.ErrorCode;
import java.util.List;

/**
 * @param error of the whole request
 * @param members one for each that wanted to leave, in their order; empty if {@code error} is set
 */
public record LeaveAnswer(ErrorCode error, List<ErrorCode> members) {
    public LeaveAnswer {
        members = List.copyOf(members);
    }
}
