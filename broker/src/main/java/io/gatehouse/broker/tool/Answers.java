package io.gatehouse.broker.tool;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a broker's answer. */
final class Answers {
    /** Longer than a client's own {@code default.api.timeout.ms}, whose message says more. */
    private static final long SECONDS_MAX = 90;

    private Answers() {}

    static <T> T await(Future<T> answer) throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(SECONDS_MAX, TimeUnit.SECONDS);
    }
}
