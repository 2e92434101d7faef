package io.gatehouse.acl;

/**
 * Proof that an access decision allowed something on {@code R}. Only this package makes one, so a method that asks for
 * a permit cannot be called without a decision. It says for which operation on which kind of resource, so that a permit
 * to read is no permit to write, and one to alter a topic is none to alter the cluster.
 */
public final class Permit<R> {
    private final Operation operation;
    private final ResourceType type;
    private final R resource;

    Permit(Operation operation, ResourceType type, R resource) {
        this.operation = operation;
        this.type = type;
        this.resource = resource;
    }

    public Operation operation() {
        return operation;
    }

    public ResourceType type() {
        return type;
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

    /** For receivers that know no resource, only its kind: a permit for something else is a bug of the caller. */
    public void require(Operation needed, ResourceType neededType) {
        if (operation != needed || type != neededType) {
            throw new IllegalStateException(
                    "a permit for " + operation + " on " + type + " used for " + needed + " on " + neededType);
        }
    }
}
