package io.gatehouse.broker.api;

import io.gatehouse.broker.wire.ApiKey;

/**
 * What the table says of one wire API.
 *
 * @param oldest the oldest version answered
 * @param newest the newest version answered
 * @param right who may call it, in words, with the CONFORMANCE row: the documentation is generated from it
 */
public record ApiSpec(ApiKey key, short oldest, short newest, String right) {
    public ApiSpec {
        if (oldest < 0 || newest < oldest) {
            throw new IllegalArgumentException(key + " versions " + oldest + ".." + newest + " (expected: a range)");
        }
        if (right.isBlank()) {
            throw new IllegalArgumentException(key + " has no right (expected: who may call it)");
        }
    }

    public ApiSpec(ApiKey key, int oldest, int newest, String right) {
        this(key, (short) oldest, (short) newest, right);
    }

    public boolean answers(short version) {
        return oldest <= version && version <= newest;
    }
}
