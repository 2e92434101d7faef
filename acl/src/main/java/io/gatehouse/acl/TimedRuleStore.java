package io.gatehouse.acl;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Where rules for a time are kept. Both changes take the proof that the caller may {@link Operation#ALTER} the {@link
 * ResourceType#CLUSTER}; an implementation starts with {@link Permit#require}. A stage that fails means that the store
 * could not be reached or written. Thread: any.
 */
public interface TimedRuleStore {
    /** All that can be read, by their ids, one snapshot; those that are over or have not begun may be among them. */
    Map<String, TimedRule> all();

    /** The ids of those that are there and cannot be read. */
    Set<String> unreadable();

    /** Completes once it is stored and this broker decides by it. */
    CompletionStage<Void> add(Permit<?> permit, TimedRule rule);

    /** Completes once it is gone and this broker does not decide by it; with whether it was there. */
    CompletionStage<Boolean> remove(Permit<?> permit, String id);
}
