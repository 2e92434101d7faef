package io.gatehouse.acl;

/**
 * Proof that an access decision allowed something on {@code R}. Only this package makes one, so a method that asks for
 * a permit cannot be called without a decision. It says for which operation, so that a permit to read is no permit to
 * write.
 */
public final class Permit<R> {
    private final Operation operation;
    private final R resource;

    Permit(Operation operation, R resource) {
        this.operation = operation;
        this.resource = resource;
    }

    public Operation operation() {
        return operation;
    }

    public R resource() {
        return resource;
    }

    /** The resource, if this permit is for {@code needed}; a permit for another operation is a bug of the caller. */
    public R resource(Operation needed) {
        if (operation != needed) {
            throw new IllegalStateException("a permit for " + operation + " used for " + needed);
        }
        return resource;
    }
}
