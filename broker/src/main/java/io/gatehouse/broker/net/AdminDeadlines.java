package io.gatehouse.broker.net;

import java.time.Duration;

/**
 * How long the steps of an administrator's connection may take; nothing that the peer sends moves them (attacks 6, 7).
 *
 * @param idle from the end of the handshake, or of an answer, to the end of the next request's headers
 * @param body from there to the end of its body
 * @param answer from there until the peer has taken the answer
 */
public record AdminDeadlines(Duration idle, Duration body, Duration answer) {
    public static final AdminDeadlines USUAL =
            new AdminDeadlines(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(60));
}
