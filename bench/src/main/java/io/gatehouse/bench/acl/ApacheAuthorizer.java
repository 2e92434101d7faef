package io.gatehouse.bench.acl;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclFilter;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/**
 * Apache Kafka's StandardAuthorizer, set up as its broker does, metrics included, and asked in our words. Thread: one
 * changes the rules, any asks.
 */
final class ApacheAuthorizer {
    private final StandardAuthorizer authorizer = new StandardAuthorizer();

    /** @param superUsers {@code Type:name} each, without {@code ;} */
    ApacheAuthorizer(Set<String> superUsers, boolean allowIfNoRule) {
        authorizer.configure(Map.of(
                StandardAuthorizer.SUPER_USERS_CONFIG,
                String.join(";", superUsers),
                StandardAuthorizer.ALLOW_EVERYONE_IF_NO_ACL_IS_FOUND_CONFIG,
                allowIfNoRule));
        authorizer.withPluginMetrics(new PluginMetricsImpl(new Metrics(), Map.of()));
        authorizer.completeInitialLoad();
    }

    /** Replaces all rules. */
    void load(Collection<AccessRule> rules) {
        Map<Uuid, StandardAcl> byId = new HashMap<>();
        for (AccessRule rule : rules) {
            byId.put(new Uuid(1, byId.size()), StandardAcl.fromAclBinding(binding(rule)));
        }
        authorizer.loadSnapshot(byId);
    }

    void add(Uuid id, AccessRule rule) {
        authorizer.addAcl(id, StandardAcl.fromAclBinding(binding(rule)));
    }

    void remove(Uuid id) {
        authorizer.removeAcl(id);
    }

    /** @param question one, made by {@link #question} */
    boolean allows(Asker asker, List<Action> question) {
        return authorizer.authorize(asker, question).get(0) == AuthorizationResult.ALLOWED;
    }

    /** Written to no log, whatever the answer. */
    static List<Action> question(Operation operation, io.gatehouse.acl.ResourceType type, String name) {
        ResourcePattern resource = new ResourcePattern(ResourceType.fromCode(type.code()), name, PatternType.LITERAL);
        return List.of(new Action(AclOperation.fromCode(operation.code()), resource, 1, false, false));
    }

    /** Whether it allows the operation on some resource of the type. */
    boolean allowsAny(Asker asker, Operation operation, io.gatehouse.acl.ResourceType type) {
        return authorizer.authorizeByResourceType(
                        asker, AclOperation.fromCode(operation.code()), ResourceType.fromCode(type.code()))
                == AuthorizationResult.ALLOWED;
    }

    List<AclBinding> matching(AclFilter filter) {
        List<AclBinding> found = new ArrayList<>();
        authorizer.acls(filter(filter)).forEach(found::add);
        return found;
    }

    static AclBinding binding(AccessRule rule) {
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.fromCode(rule.pattern().type().code()),
                        rule.pattern().name(),
                        PatternType.fromCode(rule.pattern().patternType().code())),
                new AccessControlEntry(
                        rule.principal(),
                        rule.host(),
                        AclOperation.fromCode(rule.operation().code()),
                        AclPermissionType.fromCode(rule.permission().code())));
    }

    private static AclBindingFilter filter(AclFilter filter) {
        return new AclBindingFilter(
                new ResourcePatternFilter(
                        ResourceType.fromCode(filter.type()
                                .map(io.gatehouse.acl.ResourceType::code)
                                .orElse(ResourceType.ANY.code())),
                        filter.name().orElse(null),
                        PatternType.fromCode(filter.patternFilter().code())),
                new AccessControlEntryFilter(
                        filter.principal().orElse(null),
                        filter.host().orElse(null),
                        AclOperation.fromCode(
                                filter.operation().map(Operation::code).orElse(AclOperation.ANY.code())),
                        AclPermissionType.fromCode(
                                filter.permission().map(Permission::code).orElse(AclPermissionType.ANY.code()))));
    }
}
