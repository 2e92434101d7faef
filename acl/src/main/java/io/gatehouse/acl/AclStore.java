package io.gatehouse.acl;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where access rules are kept. Changes are visible to the next decision of this process when the returned stage
 * completes (CONFORMANCE AZN-27). Both changes take the proof that the caller may {@link Operation#ALTER} the {@link
 * ResourceType#CLUSTER}; an implementation starts with {@link Permit#require}. Thread: any; stages complete on the
 * store's thread.
 */
public interface AclStore {
    /** Adds rules; those that exist already are left as they are. Fails with {@link AclStoreFailure}. */
    CompletionStage<Void> add(Permit<?> permit, List<AccessRule> rules);

    /** Removes exactly these rules; those that do not exist are passed over. Fails with {@link AclStoreFailure}. */
    CompletionStage<Void> remove(Permit<?> permit, List<AccessRule> rules);
}
