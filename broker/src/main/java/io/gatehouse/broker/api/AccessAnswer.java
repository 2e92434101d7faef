package io.gatehouse.broker.api;

import io.gatehouse.acl.Checked;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ErrorCode;
import java.util.Optional;
import java.util.function.Function;

/** A permit, or the error code that a client gets for the missing right. */
public final class AccessAnswer<R> {
    private final Checked<R> checked;
    private final ErrorCode denied;

    AccessAnswer(Checked<R> checked, ErrorCode denied) {
        this.checked = checked;
        this.denied = denied;
    }

    public <T> T fold(
            Function<? super Permit<R>, ? extends T> onPermit, Function<? super ErrorCode, ? extends T> onDenied) {
        return checked.<T>fold(onPermit, decision -> onDenied.apply(denied));
    }

    public Optional<Permit<R>> permit() {
        return checked.permit();
    }

    public boolean allowed() {
        return checked.allowed();
    }
}
