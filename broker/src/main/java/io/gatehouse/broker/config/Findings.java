package io.gatehouse.broker.config;

import java.util.LinkedHashSet;
import java.util.Set;

/** Collects what is wrong while the settings are read, each thing once. Thread: the one that reads. */
final class Findings {
    private final Set<Mistake> mistakes = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    void mistake(String key, String found, String expected) {
        mistakes.add(new Mistake(key, found, expected));
    }

    void mistake(Mistake mistake) {
        mistakes.add(mistake);
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    boolean any() {
        return !mistakes.isEmpty();
    }

    ConfigReport report() {
        return new ConfigReport(mistakes.stream().toList(), warnings.stream().toList());
    }
}
