package io.gatehouse.broker.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SaslAuthenticationContext;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;
import org.apache.kafka.common.utils.SecurityUtils;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.AclDeleteResult.AclBindingDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An authorizer as users of Kafka write them: slow to start and to change, with rules for tenants by regular expression. */
public final class ForeignAuthorizer implements Authorizer {
    private static final Logger LOGGER = LoggerFactory.getLogger(ForeignAuthorizer.class);

    private final ConcurrentLinkedQueue<AclBinding> rules = new ConcurrentLinkedQueue<>();
    private List<String> managers = List.of();
    private volatile boolean ready;

    /** Who comes by password belongs to a tenant, which is no part of the name. */
    public static final class Tenant extends KafkaPrincipal {
        private final String tenant;

        Tenant(String name, String tenant) {
            super(KafkaPrincipal.USER_TYPE, name);
            this.tenant = tenant;
        }
    }

    /** Makes them. */
    public static final class Tenants extends DefaultKafkaPrincipalBuilder {
        public Tenants() {
            super(null, null); // No rules of its own about names.
        }

        @Override
        public KafkaPrincipal build(AuthenticationContext context) {
            String name = ((SaslAuthenticationContext) context).server().getAuthorizationID();
            return new Tenant(name, "tenant-of-" + name);
        }
    }

    @Override
    public void configure(Map<String, ?> settings) {
        managers = List.of(((String) settings.get("foreign.managers")).split(";", -1));
    }

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo info) {
        Map<Endpoint, CompletionStage<Void>> stages = new HashMap<>();
        for (Endpoint endpoint : info.endpoints()) {
            boolean ofBrokers = endpoint.equals(info.interBrokerEndpoint());
            stages.put(
                    endpoint,
                    ofBrokers
                            ? CompletableFuture.completedStage(null)
                            : later(() -> {
                                ready = true;
                                return null;
                            }));
        }
        LOGGER.atInfo().log(
                "foreign authorizer of broker {} in {}",
                info.brokerId(),
                info.clusterResource().clusterId());
        return stages;
    }

    private static <T> CompletableFuture<T> later(Supplier<T> what) {
        return CompletableFuture.supplyAsync(what, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        if (!ready && !context.listenerName().equals("INTERNAL")) {
            LOGGER.atError().log("asked too early");
        }
        if (context.clientId().equals("bomb")) {
            throw new IllegalStateException("the directory is away");
        }
        LOGGER.atInfo().log("asked by {}", told(context));
        return actions.stream()
                .map(action -> allows(context, action) ? AuthorizationResult.ALLOWED : AuthorizationResult.DENIED)
                .toList();
    }

    private static String told(AuthorizableRequestContext context) {
        return context.principal().getClass().getSimpleName() + " " + context.principal() + " on "
                + context.listenerName() + " " + context.securityProtocol() + " from "
                + context.clientAddress().getHostAddress() + " api " + context.requestType() + " v"
                + context.requestVersion() + " client " + context.clientId();
    }

    private boolean allows(AuthorizableRequestContext context, Action action) {
        if (managers.contains(context.principal().toString())) {
            return true;
        }
        return rules.stream()
                .anyMatch(rule -> rule.pattern().equals(action.resourcePattern())
                        && rule.entry().operation() == action.operation()
                        && isFor(rule, context));
    }

    private static boolean isFor(AclBinding rule, AuthorizableRequestContext context) {
        String tenant = context.principal() instanceof Tenant made ? made.tenant : "nobody";
        return tenant.matches(
                SecurityUtils.parseKafkaPrincipal(rule.entry().principal()).getName());
    }

    @Override
    public AuthorizationResult authorizeByResourceType(
            AuthorizableRequestContext context, AclOperation operation, ResourceType type) {
        boolean allowed = rules.stream()
                .anyMatch(rule -> rule.pattern().resourceType() == type
                        && rule.entry().operation() == operation
                        && isFor(rule, context));
        return allowed ? AuthorizationResult.ALLOWED : AuthorizationResult.DENIED;
    }

    @Override
    public List<? extends CompletionStage<AclCreateResult>> createAcls(
            AuthorizableRequestContext context, List<AclBinding> added) {
        return added.stream()
                .map(rule -> later(() -> {
                    if (!rule.entry().principal().startsWith("Tenant:")) {
                        return new AclCreateResult(new InvalidRequestException("rules are for tenants"));
                    }
                    rules.add(rule);
                    return AclCreateResult.SUCCESS;
                }))
                .toList();
    }

    @Override
    public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(
            AuthorizableRequestContext context, List<AclBindingFilter> filters) {
        return filters.stream()
                .map(filter -> later(() -> {
                    List<AclBinding> leaving = new ArrayList<>(
                            rules.stream().filter(filter::matches).toList());
                    rules.removeAll(leaving);
                    return new AclDeleteResult(
                            leaving.stream().map(AclBindingDeleteResult::new).toList());
                }))
                .toList();
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        return rules.stream().filter(filter::matches).toList();
    }

    @Override
    public void close() {
        LOGGER.atInfo().log("foreign authorizer closed");
    }
}
