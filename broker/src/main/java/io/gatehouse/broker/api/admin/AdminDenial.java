package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Operation;

/** Whoever asks may not do this with the cluster, which a request turned out to need besides its route's right. */
final class AdminDenial extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Operation operation;

    AdminDenial(Operation operation) {
        super(null, null, false, false);
        this.operation = operation;
    }

    Operation operation() {
        return operation;
    }
}
