package io.gatehouse.broker.controller;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What a house allows beyond what is right: asked when everything else about a wish was found right, before anything is
 * written, also where a wish is only tried (CONFORMANCE SPI-12). Thread: any.
 */
public interface TopicPolicies {
    /** The house has no wishes of its own. */
    TopicPolicies NONE = new TopicPolicies() {
        @Override
        public CompletionStage<TopicOutcome> creating(
                NewTopic wanted, Supplier<CompletionStage<TopicOutcome>> allowed) {
            return allowed.get();
        }

        @Override
        public CompletionStage<AlterOutcome> altering(
                Target target, Map<String, Optional<String>> entries, Supplier<CompletionStage<AlterOutcome>> allowed) {
            return allowed.get();
        }
    };

    /**
     * Whose settings change.
     *
     * @param topic whether it is a topic; a broker otherwise
     * @param name empty for all brokers
     */
    record Target(boolean topic, String name) {}

    /**
     * Goes on with {@code allowed}, or completes with POLICY_VIOLATION and why.
     *
     * @param wanted with the counts that there would be, defaults filled in
     */
    CompletionStage<TopicOutcome> creating(NewTopic wanted, Supplier<CompletionStage<TopicOutcome>> allowed);

    /**
     * Goes on with {@code allowed}, or completes with POLICY_VIOLATION and why.
     *
     * @param entries as they were asked for; empty for one that is taken away
     */
    CompletionStage<AlterOutcome> altering(
            Target target, Map<String, Optional<String>> entries, Supplier<CompletionStage<AlterOutcome>> allowed);
}
