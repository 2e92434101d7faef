package io.gatehouse.broker.main;

import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.OtherAuthorizer;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.broker.api.security.OtherRules;
import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.config.PluginClass;
import io.gatehouse.broker.model.BrokerId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plug-in that decides in the place of our rules, by Kafka's interface for it (CONFORMANCE SPI-01 to SPI-08, SPI-10). What
 * it throws, and what it answers that is no answer, refuses. Thread: any; the plug-in is asked by several at once, for
 * decisions on event loops, where it must not block, and for its rules on threads that may wait.
 */
final class KafkaAuthorizer implements OtherAuthorizer, OtherRules, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaAuthorizer.class);

    /** It may have to read all its rules from elsewhere. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(5);

    /** Clients wait no longer for the answer to a request. */
    private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(30);

    /** Of its own: a plug-in that waits for ever keeps nobody from logging in. */
    private static final int THREADS = 2;

    private static final int QUEUED_MAX = 64;

    /** A broken one fails for every request: that must not fill the disk. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Authorizer authorizer;
    private final Executor waiting;
    private final Duration changePatience;
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
    private Map<String, CompletionStage<Void>> ready = Map.of();

    KafkaAuthorizer(Authorizer authorizer, Executor waiting, Duration changePatience) {
        this.authorizer = authorizer;
        this.waiting = waiting;
        this.changePatience = changePatience;
    }

    /** @throws StartFailure when the plug-in does not want to */
    static KafkaAuthorizer open(PluginClass<Authorizer> plugin, Closing closing) {
        ExecutorService waiting = Threads.waiting("authorizer", THREADS, QUEUED_MAX);
        closing.add("authorizer threads", () -> Threads.stop(waiting));
        try {
            Authorizer authorizer = plugin.type().getConstructor().newInstance();
            authorizer.configure(plugin.settings());
            return closing.add("authorizer", new KafkaAuthorizer(authorizer, waiting, CHANGE_PATIENCE));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new StartFailure(
                    "authorizer.class.name = " + plugin + " failed (expected: one that can be made and configured): "
                            + e,
                    e);
        }
    }

    /**
     * Starts it, and returns when it is ready for other brokers.
     *
     * @throws StartFailure when it fails, or takes too long
     */
    void start(String clusterId, BrokerId broker, List<BrokerEndpoint> endpoints, String interBroker) {
        Map<String, Endpoint> byName = new LinkedHashMap<>();
        endpoints.forEach(each -> byName.put(
                each.listener(),
                new Endpoint(
                        each.listener(), SecurityProtocol.forId(each.securityProtocol()), each.host(), each.port())));
        Endpoint ofBrokers = byName.get(interBroker);
        if (ofBrokers == null) {
            throw new StartFailure("listener " + interBroker + " is not there (expected: one for brokers)");
        }
        Map<String, CompletionStage<Void>> stages = new LinkedHashMap<>();
        try {
            authorizer
                    .start(new Server(new ClusterResource(clusterId), broker.value(), byName.values(), ofBrokers))
                    .forEach((endpoint, stage) -> stages.put(endpoint.listener(), stage));
        } catch (RuntimeException | LinkageError e) {
            throw failedToStart(e);
        }
        ready = stages;
        awaitReady(interBroker);
    }

    /** Returns when it is ready for everybody; as {@link #start}. */
    void awaitReady() {
        ready.keySet().forEach(this::awaitReady);
    }

    /** As in Kafka, a listener that it does not mention is ready. */
    private void awaitReady(String listener) {
        CompletionStage<Void> stage = ready.get(listener);
        if (stage == null) {
            return;
        }
        try {
            Waiting.await(copy(stage), START_PATIENCE, "the start of " + name() + " for listener " + listener);
        } catch (StartFailure e) {
            throw e;
        } catch (RuntimeException e) {
            throw failedToStart(e);
        }
    }

    private StartFailure failedToStart(Throwable e) {
        Throwable cause = cause(e);
        return new StartFailure(
                "authorizer.class.name = " + name() + " failed to start (expected: one that gets ready): " + cause,
                cause);
    }

    @Override
    public boolean allows(Question question, Asker asker, boolean logged) {
        return allowed(() -> decide(question, asker, logged));
    }

    private AuthorizationResult decide(Question question, Asker asker, boolean logged) {
        Action action = new Action(
                AclOperation.fromCode(question.operation().code()),
                new ResourcePattern(kind(question.type()), question.name(), PatternType.LITERAL),
                1,
                logged,
                logged);
        List<AuthorizationResult> results =
                authorizer.authorize(KafkaRequestContext.of(question.subject(), asker), List.of(action));
        if (results.size() != 1) {
            throw new IllegalStateException(results.size() + " results (expected: one for one action)");
        }
        return results.get(0);
    }

    @Override
    public boolean allowsAny(Subject subject, Operation operation, ResourceType type, Asker asker) {
        return allowed(() -> authorizer.authorizeByResourceType(
                KafkaRequestContext.of(subject, asker), AclOperation.fromCode(operation.code()), kind(type)));
    }

    private boolean allowed(Supplier<AuthorizationResult> question) {
        try {
            return switch (question.get()) { // Throws for null.
                case ALLOWED -> true;
                case DENIED -> false;
            };
        } catch (RuntimeException | LinkageError e) {
            warn("a plug-in failed to decide, which refuses", e);
            return false;
        }
    }

    private static org.apache.kafka.common.resource.ResourceType kind(ResourceType type) {
        return org.apache.kafka.common.resource.ResourceType.fromCode(type.code());
    }

    @Override
    public CompletionStage<List<AclBinding>> matching(AclBindingFilter filter) {
        return beside(() -> {
                    List<AclBinding> found = new ArrayList<>();
                    authorizer.acls(filter).forEach(found::add);
                    return found;
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(told(failure)));
    }

    @Override
    public CompletionStage<List<AclCreateResult>> create(
            Permit<?> permit, Subject by, Asker asker, List<AclBinding> rules) {
        return change(
                permit,
                rules.size(),
                () -> authorizer.createAcls(KafkaRequestContext.of(by, asker), rules),
                AclCreateResult::new);
    }

    @Override
    public CompletionStage<List<AclDeleteResult>> delete(
            Permit<?> permit, Subject by, Asker asker, List<AclBindingFilter> filters) {
        return change(
                permit,
                filters.size(),
                () -> authorizer.deleteAcls(KafkaRequestContext.of(by, asker), filters),
                AclDeleteResult::new);
    }

    private <T> CompletionStage<List<T>> change(
            Permit<?> permit,
            int expected,
            Supplier<List<? extends CompletionStage<T>>> begin,
            Function<ApiException, T> failed) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        return this.<List<? extends CompletionStage<T>>>beside(() -> {
                    List<? extends CompletionStage<T>> stages = begin.get();
                    if (stages.size() != expected) {
                        throw new IllegalStateException(
                                stages.size() + " results (expected: one for each of " + expected + ")");
                    }
                    return stages;
                })
                .thenCompose(stages -> all(stages, failed))
                .exceptionally(failure -> Collections.nCopies(expected, failed.apply(told(failure))));
    }

    /** What they come to, or that they failed or took too long. */
    private <T> CompletionStage<List<T>> all(
            List<? extends CompletionStage<T>> stages, Function<ApiException, T> failed) {
        T late = failed.apply(late());
        List<CompletableFuture<T>> results = stages.stream()
                .map(stage -> copy(stage)
                        .thenApply(Objects::requireNonNull)
                        .completeOnTimeout(late, changePatience.toMillis(), TimeUnit.MILLISECONDS)
                        .exceptionally(failure -> failed.apply(told(failure))))
                .toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> results.stream().map(CompletableFuture::join).toList());
    }

    /** On a thread that may wait; fails where too many do already, and where it takes too long. */
    private <T> CompletionStage<T> beside(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, waiting)
                    .orTimeout(changePatience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** One of ours, so that a time limit does not touch the plug-in's. */
    private static <T> CompletableFuture<T> copy(CompletionStage<T> stage) {
        CompletableFuture<T> copy = new CompletableFuture<>();
        var unused = stage.whenComplete((value, failure) -> {
            if (failure != null) {
                copy.completeExceptionally(failure);
            } else {
                copy.complete(value);
            }
        });
        return copy;
    }

    /** What a client may be told: what the plug-in says for clients, and of anything else nothing. */
    private ApiException told(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof ApiException forClients) {
            return forClients;
        }
        if (cause instanceof java.util.concurrent.TimeoutException) {
            return late();
        }
        warn("a plug-in failed to list or change its rules", cause);
        return new UnknownServerException("the authorizer failed");
    }

    private static ApiException late() {
        return new TimeoutException("the authorizer did not answer in time");
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void warn(String sentence, Throwable failure) {
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
            LOGGER.atWarn().addKeyValue("plugin", name()).setCause(failure).log(sentence);
        }
    }

    private String name() {
        return authorizer.getClass().getName();
    }

    @Override
    public void close() throws IOException {
        authorizer.close();
    }

    private record Server(
            ClusterResource clusterResource, int brokerId, Collection<Endpoint> endpoints, Endpoint interBrokerEndpoint)
            implements AuthorizerServerInfo {
        Server {
            endpoints = List.copyOf(endpoints);
        }

        @Override
        public Collection<String> earlyStartListeners() {
            return Set.of();
        }
    }
}
