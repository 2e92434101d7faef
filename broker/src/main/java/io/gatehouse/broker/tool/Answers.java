package io.gatehouse.broker.tool;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a broker's answer. Thread: any that may block. */
public final class Answers {
    /** Longer than a client's own {@code default.api.timeout.ms}, whose message says more. */
    private static final long SECONDS_MAX = 90;

    private Answers() {}

    /**
     * The answer, once it is there.
     *
     * @throws ExecutionException with what the broker or the client said, if there is no answer
     * @throws TimeoutException where even the client did not give up in time
     */
    public static <T> T await(Future<T> answer) throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(SECONDS_MAX, TimeUnit.SECONDS);
    }
}
