package io.gatehouse.broker.config;

import java.util.Set;

/**
 * Who may do what without a rule, and who may not even log in.
 *
 * @param authorizer false: there are no rules and everybody may do everything
 * @param superUsers principals as {@code Type:name}
 * @param honeytokens names that nobody uses
 */
public record AccessSettings(
        boolean authorizer, Set<String> superUsers, boolean allowEveryoneIfNoRuleFound, Set<String> honeytokens) {
    public AccessSettings {
        superUsers = Set.copyOf(superUsers);
        honeytokens = Set.copyOf(honeytokens);
    }
}
