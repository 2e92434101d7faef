package io.gatehouse.broker.api;

import io.gatehouse.broker.wire.ApiKey;

/**
 * What the table says of one wire API.
 *
 * @param oldest the oldest version answered
 * @param newest the newest version answered
 * @param rights who may call it: docs/RIGHTS.md is written from it
 */
public record ApiSpec(ApiKey key, short oldest, short newest, RequiredRights rights) {
    public ApiSpec {
        if (oldest < 0 || newest < oldest) {
            throw new IllegalArgumentException(key + " versions " + oldest + ".." + newest + " (expected: a range)");
        }
    }

    public ApiSpec(ApiKey key, int oldest, int newest, RequiredRights rights) {
        this(key, (short) oldest, (short) newest, rights);
    }

    public boolean answers(short version) {
        return oldest <= version && version <= newest;
    }
}
