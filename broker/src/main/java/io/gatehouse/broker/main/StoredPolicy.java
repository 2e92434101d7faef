package io.gatehouse.broker.main;

import io.gatehouse.acl.Permit;
import io.gatehouse.broker.api.admin.PolicyStore;
import io.gatehouse.zk.PolicyChange;
import io.gatehouse.zk.PolicyState;
import io.gatehouse.zk.ZkPolicy;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The policy that ZooKeeper keeps. */
record StoredPolicy(ZkPolicy policy) implements PolicyStore {
    @Override
    public PolicyState state() {
        return policy.state();
    }

    @Override
    public CompletionStage<Void> apply(
            Permit<?> alter, Optional<? extends Permit<?>> alterConfigs, PolicyChange change) {
        return policy.apply(alter, alterConfigs, change);
    }
}
