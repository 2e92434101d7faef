package io.gatehouse.zk;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.zk.znode.AccessRulesZnode;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The rules of each resource pattern (CONFORMANCE AZK-01, AZK-02). */
final class AccessRulesFormat implements SealedFormat<ResourcePattern, Set<AccessRule>> {
    private final ZkSession session;

    AccessRulesFormat(ZkSession session) {
        this.session = session;
    }

    @Override
    public String path(ResourcePattern pattern) {
        return AccessRulesZnode.path(pattern);
    }

    @Override
    public Set<AccessRule> decode(ResourcePattern pattern, byte[] data) {
        return AccessRulesZnode.decode(pattern, data);
    }

    @Override
    public byte[] encode(Set<AccessRule> rules) {
        return AccessRulesZnode.encode(rules);
    }

    @Override
    public Set<AccessRule> nothing() {
        return Set.of();
    }

    @Override
    public CompletionStage<Void> makeParents(ResourcePattern pattern) {
        return session.ensure(AccessRulesZnode.folder(pattern.patternType(), pattern.type()));
    }
}
