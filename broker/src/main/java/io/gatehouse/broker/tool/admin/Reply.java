package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What came of one question to one broker.
 *
 * @param from its address, as it was given
 * @param status of HTTP, 0 where there was no answer
 * @param json the answer; where there was none, {@code error} says why
 */
record Reply(String from, int status, ObjectNode json) {
    private static final int GOOD = 2;
    private static final int HUNDRED = 100;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    boolean good() {
        return status / HUNDRED == GOOD;
    }

    boolean notFound() {
        return status == NOT_FOUND;
    }

    /** Whether another broker may have an answer. */
    boolean silent() {
        return status == 0 || status == UNAVAILABLE;
    }

    String error() {
        return json.path("error").asText("HTTP status " + status);
    }
}
