package io.gatehouse.acl;

/** The store could not make a change: it is unreachable, or others kept changing the same rules. */
public final class AclStoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AclStoreFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
