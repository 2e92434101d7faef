package io.gatehouse.acl;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The outcome of an access check: a permit, or the decision that refused it. */
public final class Checked<R> {
    private final @Nullable Permit<R> permit;
    private final Decision decision;

    Checked(@Nullable Permit<R> permit, Decision decision) {
        this.permit = permit;
        this.decision = decision;
    }

    public <T> T fold(
            Function<? super Permit<R>, ? extends T> onPermit, Function<? super Decision, ? extends T> onDenied) {
        return permit != null ? onPermit.apply(permit) : onDenied.apply(decision);
    }

    public boolean allowed() {
        return permit != null;
    }

    public Optional<Permit<R>> permit() {
        return Optional.ofNullable(permit);
    }
}
