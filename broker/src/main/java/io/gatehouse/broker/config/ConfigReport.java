package io.gatehouse.broker.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * All that is to be said about a set of settings, at once.
 *
 * @param mistakes each stops the start
 * @param warnings sentences to be logged at every start
 */
public record ConfigReport(List<Mistake> mistakes, List<String> warnings) {
    public ConfigReport {
        mistakes = List.copyOf(mistakes);
        warnings = List.copyOf(warnings);
    }

    /** One line for each mistake. */
    @Override
    public String toString() {
        return mistakes.stream().map(Mistake::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
