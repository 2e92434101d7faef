package io.gatehouse.auth.plain;

import io.gatehouse.auth.secret.Secret;
import java.time.Instant;

/** Whether a password is a user's. Thread: any that may hash, or wait for others, for a while. */
public interface PasswordCheck {
    /** The work must be the same whether the user exists or not (CONFORMANCE PLN-04, attack 75). */
    PasswordVerdict judge(String user, Secret password, Instant now);
}
