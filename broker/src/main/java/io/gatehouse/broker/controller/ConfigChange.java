package io.gatehouse.broker.controller;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One change of one setting (CONFORMANCE ACL-45).
 *
 * @param value what to set, append or subtract; {@code ""} for a deletion
 */
public record ConfigChange(String name, Kind kind, String value) {
    /** In the order of the numbers on the wire. */
    public enum Kind {
        SET,
        DELETE,
        APPEND,
        SUBTRACT
    }

    /**
     * The override after this change.
     *
     * @param now the override, or what holds without one
     */
    Optional<String> applied(String now) {
        return switch (kind) {
            case SET -> Optional.of(value);
            case DELETE -> Optional.empty();
            case APPEND ->
                Optional.of(merged(now, all -> {
                    all.addAll(elements(value));
                    return all;
                }));
            case SUBTRACT ->
                Optional.of(merged(now, all -> {
                    all.removeAll(elements(value));
                    return all;
                }));
        };
    }

    public boolean needsList() {
        return kind == Kind.APPEND || kind == Kind.SUBTRACT;
    }

    private static String merged(String now, UnaryOperator<Set<String>> change) {
        return String.join(",", change.apply(new LinkedHashSet<>(elements(now))));
    }

    private static List<String> elements(String list) {
        List<String> elements = new ArrayList<>(Arrays.asList(list.split(",", -1)));
        elements.replaceAll(String::strip);
        elements.removeIf(String::isEmpty);
        return elements;
    }
}
