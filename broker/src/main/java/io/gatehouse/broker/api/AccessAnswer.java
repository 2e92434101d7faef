package io.gatehouse.broker.api;

import io.gatehouse.acl.Checked;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ErrorCode;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A permit, or the error code that a client gets for the missing right. */
public final class AccessAnswer<R> {
    private final Checked<R> checked;
    private final Denial denial;

    AccessAnswer(Checked<R> checked, Denial denial) {
        this.checked = checked;
        this.denial = denial;
    }

    public <T> T fold(
            Function<? super Permit<R>, ? extends T> onPermit, Function<? super ErrorCode, ? extends T> onDenied) {
        return checked.<T>fold(onPermit, decision -> onDenied.apply(denial.error()));
    }

    /**
     * As the other one, for answers that have a place for a message.
     *
     * @param onDenied gets a sentence that names the missing operation and the resource that was asked for
     */
    public <T> T fold(
            Function<? super Permit<R>, ? extends T> onPermit,
            BiFunction<? super ErrorCode, ? super String, ? extends T> onDenied) {
        return checked.<T>fold(onPermit, decision -> onDenied.apply(denial.error(), denial.sentence()));
    }

    /** The same for what the peer has called otherwise, by an id: the sentence tells no name that it has not sent. */
    public AccessAnswer<R> askedAs(String name) {
        return new AccessAnswer<>(checked, denial.named(name));
    }

    public Optional<Permit<R>> permit() {
        return checked.permit();
    }

    public boolean allowed() {
        return checked.allowed();
    }
}
