package io.gatehouse.quotas;

/** The store could not make a change: it is unreachable, or others kept changing the same limits. */
public final class QuotaStoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QuotaStoreFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
