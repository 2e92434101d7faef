package io.gatehouse.broker.controller;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the table of topic settings says (CONFORMANCE 8.2). Thread: any. */
public interface TopicConfigRules {
    /** What is wrong with a topic's overrides taken together, or nothing; the text names key, found and expected. */
    Optional<String> problem(Map<String, String> overrides);

    /** Whether append and subtract make sense for this key. */
    boolean isList(String name);

    /** The value that holds where a topic does not override the key: the broker's, or the default. */
    Optional<String> inherited(String name);

    /** Every topic setting with its value in force, where it comes from, and its synonyms. */
    List<ConfigEntry> describe(Map<String, String> overrides);
}
