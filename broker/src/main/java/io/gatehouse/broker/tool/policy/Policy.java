package io.gatehouse.broker.tool.policy;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who has passwords, who may do what, and how much. A part that is not there is not spoken of: it stays as it is. A part
 * that is there is the whole of it: what it does not name is to go. Immutable.
 *
 * @param users SCRAM passwords by the user's name
 * @param rules those that last; rules for a time are nobody's policy
 */
public record Policy(
        Optional<Map<String, Login>> users,
        Optional<Set<AccessRule>> rules,
        Optional<Map<QuotaEntity, Map<QuotaKey, Double>>> limits) {

    /**
     * What a user logs in with.
     *
     * @param password where a password is that is made when one is missing; never the password
     */
    public record Login(Set<ScramHash> mechanisms, Optional<PasswordSource> password) {}
}
