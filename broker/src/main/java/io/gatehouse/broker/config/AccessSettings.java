package io.gatehouse.broker.config;

import java.util.Set;

/**
 * Who may do what without a rule.
 *
 * @param authorizer false: there are no rules and everybody may do everything
 * @param superUsers principals as {@code Type:name}
 */
public record AccessSettings(boolean authorizer, Set<String> superUsers, boolean allowEveryoneIfNoRuleFound) {
    public AccessSettings {
        superUsers = Set.copyOf(superUsers);
    }
}
