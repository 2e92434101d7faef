package io.gatehouse.zk;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** ZooKeeper answered that something is not as the caller expected, or did not answer. The subclasses say which. */
public class ZkFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ZkFailure(String message) {
        super(message);
    }

    ZkFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether it is only that the session has ended or does not answer: all is read again with the next. */
    static boolean ofSession(Throwable failure) {
        return failure instanceof ZkSessionExpired || failure instanceof ZkUnavailable;
    }

    /** The failure itself, where a {@code CompletionStage} or {@code Future} has wrapped it. */
    public static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
