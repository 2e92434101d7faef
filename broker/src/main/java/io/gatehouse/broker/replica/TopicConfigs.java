package io.gatehouse.broker.replica;

import io.gatehouse.broker.model.TopicName;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Where a topic's own settings are read when its log is made or opened. Thread: any. */
@FunctionalInterface
public interface TopicConfigs {
    /** The settings that differ from the broker's, by topic setting name; empty if there are none. */
    CompletionStage<Map<String, String>> overridesOf(TopicName topic);
}
