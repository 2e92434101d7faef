package io.gatehouse.auth.secret;

/** A stored password that cannot be read, with a reason that gives nothing of it away. */
public final class UndecodablePassword extends RuntimeException {
    UndecodablePassword(String reason) {
        super(reason);
    }
}
