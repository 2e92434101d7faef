package io.gatehouse.broker.main;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;

/** A plug-in that answers as a test says, and remembers what it was asked. */
final class ScriptedAuthorizer implements Authorizer {
    final List<AuthorizableRequestContext> contexts = new ArrayList<>();
    final List<Action> actions = new ArrayList<>();
    final List<AuthorizerServerInfo> servers = new ArrayList<>();
    final Map<String, CompletionStage<Void>> starting = new HashMap<>();
    final List<AclBinding> rules = new ArrayList<>();
    Supplier<List<AuthorizationResult>> answer = () -> List.of(AuthorizationResult.ALLOWED);
    Supplier<List<CompletionStage<AclCreateResult>>> creating = List::of;
    Supplier<List<CompletionStage<AclDeleteResult>>> deleting = List::of;
    boolean closed;

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo info) {
        servers.add(info);
        Map<Endpoint, CompletionStage<Void>> stages = new HashMap<>();
        for (Endpoint endpoint : info.endpoints()) {
            CompletionStage<Void> stage = starting.get(endpoint.listener());
            if (stage != null) {
                stages.put(endpoint, stage);
            }
        }
        return stages;
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> asked) {
        contexts.add(context);
        actions.addAll(asked);
        return answer.get();
    }

    @Override
    public List<? extends CompletionStage<AclCreateResult>> createAcls(
            AuthorizableRequestContext context, List<AclBinding> added) {
        contexts.add(context);
        rules.addAll(added);
        return creating.get();
    }

    @Override
    public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(
            AuthorizableRequestContext context, List<AclBindingFilter> filters) {
        contexts.add(context);
        return deleting.get();
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        return rules.stream().filter(filter::matches).toList();
    }

    @Override
    public void configure(Map<String, ?> settings) {
        throw new IllegalStateException("configured by a test (expected: made by one)");
    }

    @Override
    public void close() {
        closed = true;
    }
}
