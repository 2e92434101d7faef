package io.gatehouse.zk;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What {@link ZkPolicy} does in one piece, and what it starts from.
 *
 * @param addedRules not there yet
 * @param removedRules there now
 */
public record PolicyChange(
        Set<AccessRule> addedRules,
        Set<AccessRule> removedRules,
        Map<QuotaEntity, Map<QuotaKey, Limit>> limits,
        List<Credential> credentials) {
    /** Throws {@link IllegalArgumentException} where two parts speak of the same thing. */
    public PolicyChange {
        addedRules = Set.copyOf(addedRules);
        removedRules = Set.copyOf(removedRules);
        limits = Map.copyOf(limits);
        credentials = List.copyOf(credentials);
        if (!Collections.disjoint(addedRules, removedRules)) {
            throw new IllegalArgumentException("a rule is added and removed (expected: one of both)");
        }
        Set<Owner> owners = new HashSet<>();
        for (Credential credential : credentials) {
            if (!owners.add(new Owner(credential.user(), credential.hash()))) {
                throw new IllegalArgumentException("a credential is there twice (expected: once)");
            }
        }
    }

    /**
     * One limit; {@link QuotaKey} says of what.
     *
     * @param from what it is now; empty for none
     * @param to what it is to be; empty for none
     */
    public record Limit(OptionalDouble from, OptionalDouble to) {
        /** Throws {@link IllegalArgumentException} where nothing changes. */
        public Limit {
            if (from.equals(to)) {
                throw new IllegalArgumentException("a limit from a value to the same (expected: another)");
            }
        }
    }

    /**
     * One user's credential for one mechanism.
     *
     * @param made where there is none now; empty if the one that is there is to be deleted
     */
    public record Credential(String user, ScramHash hash, Optional<ScramCredential> made) {}

    private record Owner(String user, ScramHash hash) {}
}
