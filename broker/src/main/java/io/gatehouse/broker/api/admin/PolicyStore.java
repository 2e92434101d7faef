package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Permit;
import io.gatehouse.zk.PolicyChange;
import io.gatehouse.zk.PolicyState;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where the policy is kept, and changed as a whole. Thread: any. */
public interface PolicyStore {
    /**
     * What this broker has read last.
     *
     * @throws io.gatehouse.zk.PolicyFailure as long as something is not read yet, or cannot be
     */
    PolicyState state();

    /**
     * Makes a change or nothing of it; this broker decides by it when the stage completes.
     *
     * @param alter to alter the cluster
     * @param alterConfigs to alter the configurations of the cluster; needed where limits change
     * @return fails with {@link io.gatehouse.zk.PolicyConflict}, {@link io.gatehouse.zk.PolicyTooLarge} or {@link
     *     io.gatehouse.zk.PolicyFailure}
     */
    CompletionStage<Void> apply(Permit<?> alter, Optional<? extends Permit<?>> alterConfigs, PolicyChange change);
}
