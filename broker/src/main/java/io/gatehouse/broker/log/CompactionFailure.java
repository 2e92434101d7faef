package io.gatehouse.broker.log;

/** A log cannot be compacted as it is; it stays as it is and goes on being served. */
final class CompactionFailure extends Exception {
    private static final long serialVersionUID = 1L;

    CompactionFailure(String message) {
        super(message);
    }
}
