package io.gatehouse.zk;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import java.util.Map;
import java.util.Set;

/**
 * Who may do what, and how much of it, as far as it lasts: what {@link ZkPolicy} changes as a whole.
 *
 * @param users those with SCRAM credentials, which are not in here themselves
 * @param rules that last
 */
public record PolicyState(
        Map<String, Set<ScramHash>> users, Set<AccessRule> rules, Map<QuotaEntity, Map<QuotaKey, Double>> limits) {
    public PolicyState {
        users = Map.copyOf(users);
        rules = Set.copyOf(rules);
        limits = Map.copyOf(limits);
    }
}
