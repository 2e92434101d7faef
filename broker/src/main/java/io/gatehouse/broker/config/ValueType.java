package io.gatehouse.broker.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * How the text of a value is read, and what to tell someone who wrote something else (CONFORMANCE CRD-06).
 *
 * @param parser throws {@link IllegalArgumentException} for a text that is no value; its message is not used
 * @param expected completes the sentence "expected: ..."
 */
public record ValueType<T>(ConfigKind kind, Function<String, T> parser, String expected) {
    /** Any text, with the blanks around it cut off. */
    static final ValueType<String> TEXT = new ValueType<>(ConfigKind.STRING, String::trim, "a text");

    static final ValueType<String> CLASS = new ValueType<>(ConfigKind.CLASS, String::trim, "the name of a class");

    /** As it is, blanks included. */
    static final ValueType<String> PASSWORD = new ValueType<>(ConfigKind.PASSWORD, Function.identity(), "a text");

    static final ValueType<Boolean> BOOLEAN = new ValueType<>(ConfigKind.BOOLEAN, ValueType::bool, "true or false");

    static final ValueType<List<String>> LIST =
            new ValueType<>(ConfigKind.LIST, ValueType::split, "values separated by commas");

    /** Empty if the text is no value of this type. */
    public Optional<T> parse(String text) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) { // NumberFormatException is one.
            return Optional.empty();
        }
    }

    static ValueType<Integer> intFrom(int least) {
        return intWhere(value -> value >= least, "a whole number, " + atLeast(least, Integer.MIN_VALUE));
    }

    static ValueType<Integer> intWhere(LongPredicate legal, String expected) {
        return new ValueType<>(ConfigKind.INT, text -> checked(Integer.valueOf(text.trim()), legal), expected);
    }

    static ValueType<Short> shortFrom(int least) {
        return new ValueType<>(
                ConfigKind.SHORT,
                text -> checked(Short.valueOf(text.trim()), value -> value >= least),
                "a whole number up to 32767, " + atLeast(least, Short.MIN_VALUE));
    }

    static ValueType<Short> shortBetween(int least, int most) {
        return new ValueType<>(
                ConfigKind.SHORT,
                text -> checked(Short.valueOf(text.trim()), value -> value >= least && value <= most),
                least + ".." + most);
    }

    static ValueType<Long> longFrom(long least) {
        return longWhere(value -> value >= least, "a whole number, " + atLeast(least, Long.MIN_VALUE));
    }

    static ValueType<Long> longWhere(LongPredicate legal, String expected) {
        return new ValueType<>(ConfigKind.LONG, text -> checked(Long.valueOf(text.trim()), legal), expected);
    }

    static ValueType<Double> doubleBetween(double least, double most, String expected) {
        return new ValueType<>(
                ConfigKind.DOUBLE,
                text -> {
                    double value = Double.parseDouble(text.trim());
                    if (!(value >= least && value <= most)) { // Also refuses NaN.
                        throw new IllegalArgumentException();
                    }
                    return value;
                },
                expected);
    }

    static ValueType<String> oneOf(String... allowed) {
        List<String> values = List.of(allowed);
        return new ValueType<>(
                ConfigKind.STRING,
                text -> {
                    if (!values.contains(text.trim())) {
                        throw new IllegalArgumentException();
                    }
                    return text.trim();
                },
                "one of " + String.join(", ", values));
    }

    static ValueType<List<String>> listOf(String... allowed) {
        List<String> values = List.of(allowed);
        return listWhere(list -> values.containsAll(list), "any of " + String.join(", ", values));
    }

    static ValueType<List<String>> listWhere(Function<List<String>, Boolean> legal, String expected) {
        return new ValueType<>(
                ConfigKind.LIST,
                text -> {
                    List<String> list = split(text);
                    if (!legal.apply(list)) {
                        throw new IllegalArgumentException();
                    }
                    return list;
                },
                expected);
    }

    private static <N extends Number> N checked(N number, LongPredicate legal) {
        if (!legal.test(number.longValue())) {
            throw new IllegalArgumentException();
        }
        return number;
    }

    private static Boolean bool(String text) {
        String word = text.trim();
        if (!word.equalsIgnoreCase("true") && !word.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException();
        }
        return Boolean.valueOf(word);
    }

    private static List<String> split(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        return Arrays.stream(text.split(",", -1)).map(String::trim).toList();
    }

    private static String atLeast(long least, long unbounded) {
        return least == unbounded ? "of any size" : least + " or more";
    }
}
