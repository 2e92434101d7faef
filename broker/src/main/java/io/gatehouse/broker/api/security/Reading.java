package io.gatehouse.broker.api.security;

import io.gatehouse.broker.model.ErrorCode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a peer sent, read; or what is wrong with it, as an error code and a sentence. */
final class Reading<T> {
    private final @Nullable T value;
    private final Refusal refusal;

    private Reading(@Nullable T value, Refusal refusal) {
        this.value = value;
        this.refusal = refusal;
    }

    /** Why what a peer sent is not taken. */
    record Refusal(ErrorCode error, String sentence) {
        static final Refusal NONE = new Refusal(ErrorCode.NONE, "");
    }

    static <T> Reading<T> of(T value) {
        return new Reading<>(value, Refusal.NONE);
    }

    static <T> Reading<T> refused(String sentence) {
        return refused(ErrorCode.INVALID_REQUEST, sentence);
    }

    static <T> Reading<T> refused(ErrorCode error, String sentence) {
        return refused(new Refusal(error, sentence));
    }

    static <T> Reading<T> refused(Refusal refusal) {
        return new Reading<>(null, refusal);
    }

    <S> S fold(Function<? super T, ? extends S> onValue, Function<Refusal, ? extends S> onRefused) {
        return value != null ? onValue.apply(value) : onRefused.apply(refusal);
    }
}
