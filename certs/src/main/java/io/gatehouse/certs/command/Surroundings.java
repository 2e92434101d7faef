package io.gatehouse.certs.command;

import io.gatehouse.certs.KeyEncryption;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;

/** What every command gets from outside. */
public record Surroundings(InstantSource clock, KeyEncryption keyEncryption, PrintWriter out) {
    SecureRandom random() {
        return keyEncryption.random();
    }

    Instant now() {
        return clock.instant();
    }
}
