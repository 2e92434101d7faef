package io.gatehouse.broker.api.security;

import io.gatehouse.broker.model.ErrorCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
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

    /**
     * Does with one call what can be done of a request's parts, and answers each part where it stands.
     *
     * @param act gives one result for each part that could be read, in their order
     */
    static <T, R, S> CompletionStage<List<S>> inPlace(
            List<Reading<T>> parts,
            Function<List<T>, CompletionStage<List<R>>> act,
            BiFunction<T, R, S> told,
            Function<Refusal, S> refused) {
        List<T> readable = new ArrayList<>();
        parts.forEach(part -> part.<Boolean>fold(readable::add, refusal -> false));
        return act.apply(List.copyOf(readable)).thenApply(results -> {
            Iterator<R> next = results.iterator();
            return parts.stream()
                    .<S>map(part -> part.fold(value -> told.apply(value, next.next()), refused))
                    .toList();
        });
    }

    <S> S fold(Function<? super T, ? extends S> onValue, Function<Refusal, ? extends S> onRefused) {
        return value != null ? onValue.apply(value) : onRefused.apply(refusal);
    }
}
