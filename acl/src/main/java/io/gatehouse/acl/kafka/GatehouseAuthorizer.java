package io.gatehouse.acl.kafka;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Decision;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.ShadowScope;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizerNotReadyException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.metadata.authorizer.AclMutator;
import org.apache.kafka.metadata.authorizer.ClusterMetadataAuthorizer;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides in Apache Kafka 4.x (KRaft) by our {@link AclPolicy}, over the rules that KRaft keeps: {@code authorizer.class.name}
 * names it on brokers and controllers. Takes {@code super.users} and {@code allow.everyone.if.no.acl.found} from Kafka's
 * settings. What it does not understand it refuses. Thread: any; Kafka's metadata thread changes the rules.
 */
public final class GatehouseAuthorizer implements ClusterMetadataAuthorizer {
    /** Kafka's own, so that a log configuration made for it still routes it. */
    private static final Logger LOGGER = LoggerFactory.getLogger("kafka.authorizer.logger");

    private static final String SUPER_USERS = "super.users";
    private static final String ALLOW_IF_NO_RULE = "allow.everyone.if.no.acl.found";

    private final KraftRules rules = new KraftRules();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private volatile AclEngine engine = engine(Set.of(), false);

    /** What ours cannot say, once all rules are loaded. */
    private volatile Set<StandardAcl> unsaid = Set.of();

    private volatile @Nullable AclMutator mutator;

    /** Made by Kafka, which then calls {@link #configure}. */
    public GatehouseAuthorizer() {}

    private static AclEngine engine(Set<VerifiedPrincipal> superUsers, boolean allowIfNoRule) {
        return new AclEngine(new AclPolicy(true, superUsers, allowIfNoRule, ShadowScope.NOBODY, null), check -> {});
    }

    /** @throws IllegalArgumentException for a super user who is nobody, or everybody without a proof */
    @Override
    public void configure(Map<String, ?> settings) {
        engine =
                engine(superUsers(text(settings, SUPER_USERS)), Boolean.parseBoolean(text(settings, ALLOW_IF_NO_RULE)));
    }

    private static String text(Map<String, ?> settings, String name) {
        Object value = settings.get(name);
        return value == null ? "" : value.toString().trim();
    }

    private static Set<VerifiedPrincipal> superUsers(String text) {
        Set<VerifiedPrincipal> users = new HashSet<>();
        for (String part : text.split(";", -1)) {
            String user = part.trim();
            if (!user.isEmpty()) {
                users.add(VerifiedPrincipal.parse(user)
                        .orElseThrow(() -> new IllegalArgumentException(SUPER_USERS
                                + " (expected: Type:name, separated by semicolons, such as User:admin;User:bob)")));
            }
        }
        return users;
    }

    /** Listeners wait until the rules are there, but those by which they come. */
    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo info) {
        Map<Endpoint, CompletableFuture<Void>> ready = new HashMap<>();
        for (Endpoint endpoint : info.endpoints()) {
            boolean early = info.earlyStartListeners().contains(endpoint.listener());
            ready.put(endpoint, early ? CompletableFuture.completedFuture(null) : loaded);
        }
        return ready;
    }

    @Override
    public void setAclMutator(AclMutator changes) {
        mutator = changes;
    }

    @Override
    public AclMutator aclMutatorOrException() {
        AclMutator present = mutator;
        if (present == null) {
            throw new NotControllerException("The current node is not the active controller.");
        }
        return present;
    }

    @Override
    public void loadSnapshot(Map<Uuid, StandardAcl> all) {
        rules.load(all);
        publish();
    }

    @Override
    public void addAcl(Uuid id, StandardAcl rule) {
        rules.add(id, rule);
        publish();
    }

    @Override
    public void removeAcl(Uuid id) {
        rules.remove(id);
        publish();
    }

    @Override
    public void completeInitialLoad() {
        loaded.complete(null);
        publish();
    }

    @Override
    public void completeInitialLoad(Exception failure) {
        loaded.completeExceptionally(failure);
    }

    /** Nothing before all is loaded: a rule that refuses may be among the last. */
    private void publish() {
        if (loaded.isDone() && !loaded.isCompletedExceptionally()) {
            unsaid = rules.unsaid();
            engine.replace(rules.snapshot());
        }
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        return rules.matching(filter);
    }

    @Override
    public int aclCount() {
        return rules.size();
    }

    /** @throws AuthorizerNotReadyException before the rules are loaded, but for super users */
    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        Optional<Subject> subject = subject(context);
        return actions.stream()
                .map(action -> {
                    boolean allowed = subject.isPresent() && allowed(subject.get(), action, context);
                    return allowed ? AuthorizationResult.ALLOWED : AuthorizationResult.DENIED;
                })
                .toList();
    }

    private boolean allowed(Subject subject, Action action, AuthorizableRequestContext context) {
        Optional<Operation> operation = Operation.ofCode(action.operation().code());
        Optional<ResourceType> type =
                ResourceType.ofCode(action.resourcePattern().resourceType().code());
        Decision decision = engine.decide(
                subject,
                operation.orElse(Operation.ALL), // Of what we do not know only whether it is a super user counts.
                type.orElse(ResourceType.CLUSTER),
                action.resourcePattern().name());
        boolean superUser = decision.reason() == Decision.Reason.SUPER_USER;
        requireLoaded(decision);
        boolean known = operation.isPresent() && type.isPresent() && !unsaid(action);
        boolean allowed = decision.allowed() && (superUser || known);
        log(allowed, decision, action, context);
        return allowed;
    }

    private static void requireLoaded(Decision decision) {
        if (decision.reason() == Decision.Reason.NOT_LOADED) {
            throw new AuthorizerNotReadyException();
        }
    }

    /** Whether a rule that ours cannot say speaks of it: what it would have said is not known. */
    private boolean unsaid(Action action) {
        String name = action.resourcePattern().name();
        return unsaid.stream()
                .filter(rule -> rule.resourceType() == action.resourcePattern().resourceType())
                .anyMatch(rule -> rule.patternType() == PatternType.PREFIXED
                        ? name.startsWith(rule.resourceName())
                        : rule.resourceName().equals(name)
                                || rule.resourceName().equals("*"));
    }

    /** On some resource; a rule that ours cannot say is passed over, since any request still asks by name. */
    @Override
    public AuthorizationResult authorizeByResourceType(
            AuthorizableRequestContext context,
            AclOperation operation,
            org.apache.kafka.common.resource.ResourceType type) {
        Optional<Subject> subject = subject(context);
        Optional<Operation> known = Operation.ofCode(operation.code());
        Optional<ResourceType> kind = ResourceType.ofCode(type.code());
        if (subject.isEmpty() || known.isEmpty() || kind.isEmpty()) {
            return AuthorizationResult.DENIED;
        }
        requireLoaded(engine.decide(subject.get(), known.get(), kind.get(), "any"));
        Asker asker = new Asker("", "", context.clientId());
        return engine.access(subject.get(), asker).anyOf(known.get(), kind.get())
                ? AuthorizationResult.ALLOWED
                : AuthorizationResult.DENIED;
    }

    /** Empty for a principal that has no name. */
    private static Optional<Subject> subject(AuthorizableRequestContext context) {
        try {
            VerifiedPrincipal principal = new VerifiedPrincipal(
                    context.principal().getPrincipalType(), context.principal().getName());
            return Optional.of(new Subject(principal, context.clientAddress().getHostAddress()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void log(boolean allowed, Decision decision, Action action, AuthorizableRequestContext context) {
        boolean wanted = allowed
                ? action.logIfAllowed() && LOGGER.isDebugEnabled()
                : action.logIfDenied() && LOGGER.isInfoEnabled();
        if (!wanted) {
            return;
        }
        String line = "Principal = " + PeerText.escaped(context.principal().toString())
                + " is " + (allowed ? "Allowed" : "Denied")
                + " operation = " + action.operation()
                + " from host = " + context.clientAddress().getHostAddress()
                + " on resource = " + action.resourcePattern().resourceType() + ":LITERAL:"
                + PeerText.escaped(action.resourcePattern().name())
                + " for request = " + context.requestType()
                + " with resourceRefCount = " + action.resourceReferenceCount()
                + " because " + decision.reason()
                + decision.rule()
                        .map(rule -> ": " + PeerText.escaped(rule.text()))
                        .orElse("");
        if (allowed) {
            LOGGER.debug(line);
        } else {
            LOGGER.info(line);
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
