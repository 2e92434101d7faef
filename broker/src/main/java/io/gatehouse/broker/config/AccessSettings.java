package io.gatehouse.broker.config;

import io.gatehouse.acl.Operation;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.server.authorizer.Authorizer;

/**
 * Who may do what without a rule, and who may not even log in.
 *
 * @param authorizer false: there are no rules and everybody may do everything
 * @param other who decides in our place, if somebody does
 * @param superUsers principals as {@code Type:name}
 * @param honeytokens names that nobody uses
 * @param shadow principals whom refusals do not bind yet, with a {@code *} at the end those that begin so
 * @param auditedAllows operations that are audited when they are allowed, too
 * @param observedMax how many different questions to the rules are remembered
 * @param groupsFile who is in which group
 */
public record AccessSettings(
        boolean authorizer,
        Optional<PluginClass<Authorizer>> other,
        Set<String> superUsers,
        boolean allowEveryoneIfNoRuleFound,
        Set<String> honeytokens,
        Set<String> shadow,
        Set<Operation> auditedAllows,
        int observedMax,
        Optional<Path> groupsFile) {
    public AccessSettings {
        superUsers = Set.copyOf(superUsers);
        honeytokens = Set.copyOf(honeytokens);
        shadow = Set.copyOf(shadow);
        auditedAllows = Set.copyOf(auditedAllows);
    }
}
