package io.gatehouse.broker.session;

import java.time.Instant;

/** One token to a machine, and what it answers: what {@code LogIn} does when nobody has to wait. */
final class SaslRound {
    private SaslRound() {}

    static TokenAnswer answer(ConnectionMachine machine, byte[] token, Instant now) {
        return machine.onRound(machine.result(token, now), now);
    }
}
