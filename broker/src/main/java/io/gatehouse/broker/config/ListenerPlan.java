package io.gatehouse.broker.config;

import java.util.List;

/**
 * The listeners as they would be with some settings in the place of the file's.
 *
 * @param mistakes why they cannot be like that; empty when they can, as far as it can be told without opening a store
 */
public record ListenerPlan(List<ListenerConfig> listeners, List<Mistake> mistakes) {
    public ListenerPlan {
        listeners = List.copyOf(listeners);
        mistakes = List.copyOf(mistakes);
    }
}
