package io.gatehouse.auth.plain;

import io.gatehouse.auth.secret.Secret;
import java.util.Optional;

/** Whether a password is a user's. Thread: any that may hash, or wait for others, for a while. */
public interface PasswordCheck {
    /**
     * The work must be the same whether the user exists or not (CONFORMANCE PLN-04, attack 75).
     *
     * @return why this is not the user's password, as a fixed word for the audit log; empty if it is
     */
    Optional<String> refusal(String user, Secret password);
}
