package io.gatehouse.acl;

import java.util.Optional;
import java.util.function.Predicate;

/** Finds the constant that a number or a name stands for. */
final class Codes {
    private Codes() {}

    static <E> Optional<E> find(E[] values, Predicate<E> test) {
        for (E value : values) {
            if (test.test(value)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
