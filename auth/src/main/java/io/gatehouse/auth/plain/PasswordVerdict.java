package io.gatehouse.auth.plain;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What was found out about a password.
 *
 * @param refusal why it is not the user's, as a fixed word for the audit log; empty if it is
 * @param current whether it still is; cheap, any thread may ask
 */
public record PasswordVerdict(Optional<String> refusal, BooleanSupplier current) {
    public static PasswordVerdict refused(String reason) {
        return new PasswordVerdict(Optional.of(reason), () -> false);
    }

    public static PasswordVerdict right(BooleanSupplier current) {
        return new PasswordVerdict(Optional.empty(), current);
    }
}
