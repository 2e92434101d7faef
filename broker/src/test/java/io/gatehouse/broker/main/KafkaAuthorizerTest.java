package io.gatehouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Origin;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.model.BrokerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CONFORMANCE SPI-02 to SPI-08: a plug-in of Kafka's interface decides. */
final class KafkaAuthorizerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Subject ALICE = new Subject(VerifiedPrincipal.user("alice"), "10.0.0.7");
    private static final Asker FETCHING = new Asker("FETCH", "7qk2", "app-1", origin(Optional.empty()));
    private static final Question READING = new Question(ALICE, Operation.READ, ResourceType.TOPIC, "orders");
    private static final AclBinding RULE = new AclBinding(
            new org.apache.kafka.common.resource.ResourcePattern(
                    org.apache.kafka.common.resource.ResourceType.TOPIC, "orders", PatternType.LITERAL),
            new AccessControlEntry("RegexUser:a.*", "host.example", AclOperation.READ, AclPermissionType.ALLOW));

    private final ScriptedAuthorizer plugin = new ScriptedAuthorizer();
    private final KafkaAuthorizer authorizer = new KafkaAuthorizer(plugin, Runnable::run, PATIENCE);

    private static Origin origin(Optional<java.security.Principal> made) {
        return new Origin("SECURE", "SASL_SSL", made, true, (short) 1, (short) 12, 99);
    }

    /** What a principal builder made. */
    private static final class Housed extends KafkaPrincipal {
        Housed(String name) {
            super("User", name);
        }
    }

    @Test
    void itIsToldWhoAsksAndForWhatRequest() { // SPI-07
        assertThat(authorizer.allows(READING, FETCHING, true)).isTrue();

        AuthorizableRequestContext context = plugin.contexts.get(0);
        assertThat(context.listenerName()).isEqualTo("SECURE");
        assertThat(context.securityProtocol()).isEqualTo(SecurityProtocol.SASL_SSL);
        assertThat(context.principal()).isEqualTo(new KafkaPrincipal("User", "alice"));
        assertThat(context.principal().tokenAuthenticated()).isTrue();
        assertThat(context.clientAddress().getHostAddress()).isEqualTo("10.0.0.7");
        assertThat(context.requestType()).isEqualTo(1);
        assertThat(context.requestVersion()).isEqualTo(12);
        assertThat(context.clientId()).isEqualTo("app-1");
        assertThat(context.correlationId()).isEqualTo(99);
    }

    @Test
    void itIsGivenThePrincipalThatABuilderMade() { // SPI-07
        Housed made = new Housed("alice");

        boolean unused = authorizer.allows(READING, new Asker("FETCH", "", "", origin(Optional.of(made))), true);

        assertThat(plugin.contexts.get(0).principal()).isSameAs(made);
    }

    @Test
    void itIsToldWhatIsAskedAndWhetherToLogIt() { // SPI-08
        boolean first = authorizer.allows(READING, FETCHING, true);
        boolean second = authorizer.allows(READING, FETCHING, false);

        assertThat(first && second).isTrue();
        assertThat(plugin.actions)
                .containsExactly(
                        new Action(AclOperation.READ, RULE.pattern(), 1, true, true),
                        new Action(AclOperation.READ, RULE.pattern(), 1, false, false));
    }

    static Stream<Arguments> noAnswers() {
        return Stream.of(
                answer(List::of),
                answer(() -> List.of(AuthorizationResult.ALLOWED, AuthorizationResult.ALLOWED)),
                answer(() -> new ArrayList<>(java.util.Collections.singletonList(null))),
                answer(() -> null),
                answer(() -> {
                    throw new IllegalStateException("the directory is away");
                }),
                answer(() -> {
                    throw new NoSuchMethodError("of another version");
                }),
                answer(() -> List.of(AuthorizationResult.DENIED)));
    }

    @SuppressWarnings("NullAway") // What plug-ins answer.
    private static Arguments answer(Supplier<List<AuthorizationResult>> answer) {
        return Arguments.of(answer);
    }

    @ParameterizedTest
    @MethodSource("noAnswers")
    void whatIsNoAnswerRefuses(Supplier<List<AuthorizationResult>> answer) {
        plugin.answer = answer;

        assertThat(authorizer.allows(READING, FETCHING, true)).isFalse();
    }

    @Test
    void whatFailsForAnyResourceRefuses() {
        plugin.answer = () -> {
            throw new IllegalStateException("the directory is away");
        };

        assertThat(authorizer.allowsAny(ALICE, Operation.WRITE, ResourceType.TOPIC, FETCHING))
                .isFalse();
    }

    @Test
    void whoComesFromNowhereIsRefused() {
        assertThat(authorizer.allows(READING, new Asker("FETCH", "", ""), true)).isFalse();
        assertThat(authorizer.allows(
                        new Question(
                                new Subject(VerifiedPrincipal.user("alice"), "no.address"),
                                Operation.READ,
                                ResourceType.TOPIC,
                                "t"),
                        FETCHING,
                        true))
                .isFalse();
        assertThat(plugin.contexts).isEmpty();
    }

    @Test
    void anyResourceIsWhatItsOwnRulesSayWhereItDoesNotSaySoItself() { // SPI-06, the interface's default
        plugin.answer = () -> List.of(AuthorizationResult.DENIED);
        plugin.rules.add(new AclBinding(
                RULE.pattern(),
                new AccessControlEntry("User:alice", "*", AclOperation.WRITE, AclPermissionType.ALLOW)));

        assertThat(authorizer.allowsAny(ALICE, Operation.WRITE, ResourceType.TOPIC, FETCHING))
                .isTrue();
        assertThat(authorizer.allowsAny(ALICE, Operation.WRITE, ResourceType.GROUP, FETCHING))
                .isFalse();
    }

    private static Permit<String> permit() {
        AclEngine everybody = AclEngine.allowingEverything(check -> {});
        return everybody
                .access(ALICE)
                .check(Operation.ALTER, ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME, "cluster")
                .permit()
                .orElseThrow();
    }

    private CompletableFuture<List<AclCreateResult>> created(KafkaAuthorizer by, int rules) {
        return by.create(permit(), ALICE, FETCHING, java.util.Collections.nCopies(rules, RULE))
                .toCompletableFuture();
    }

    private static Optional<ApiException> failure(AclCreateResult result) {
        return result.exception();
    }

    @Test
    void aChangeIsDoneWhenAllOfItIs() { // SPI-04
        CompletableFuture<AclCreateResult> first = new CompletableFuture<>();
        CompletableFuture<AclCreateResult> second = new CompletableFuture<>();
        plugin.creating = () -> List.of(first, second);

        CompletableFuture<List<AclCreateResult>> answer = created(authorizer, 2);
        second.complete(new AclCreateResult(new InvalidRequestException("no regular expression")));
        assertThat(answer).isNotDone();
        first.complete(AclCreateResult.SUCCESS);

        assertThat(answer.join())
                .extracting(KafkaAuthorizerTest::failure)
                .satisfiesExactly(
                        one -> assertThat(one).isEmpty(),
                        other -> assertThat(other).containsInstanceOf(InvalidRequestException.class));
        assertThat(plugin.rules).containsExactly(RULE, RULE);
        assertThat(plugin.contexts.get(0).principal().getName()).isEqualTo("alice");
    }

    @Test
    void aChangeThatNeverEndsIsAnsweredInTime() { // SPI-04
        CompletableFuture<AclCreateResult> never = new CompletableFuture<>();
        plugin.creating = () -> List.of(never);

        assertThat(created(new KafkaAuthorizer(plugin, Runnable::run, Duration.ofMillis(1)), 1)
                        .join()
                        .get(0)
                        .exception())
                .containsInstanceOf(TimeoutException.class);
        assertThat(never).isNotDone();
    }

    @Test
    void aPlugInThatWaitsForEverIsAnsweredInTime() {
        Executor never = task -> {};
        KafkaAuthorizer stuck = new KafkaAuthorizer(plugin, never, Duration.ofMillis(1));

        assertThat(created(stuck, 2).join())
                .hasSize(2)
                .extracting(KafkaAuthorizerTest::failure)
                .allSatisfy(failure -> assertThat(failure).containsInstanceOf(TimeoutException.class));
        assertThatThrownBy(() -> stuck.matching(AclBindingFilter.ANY)
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(TimeoutException.class);
    }

    static Stream<Arguments> noChanges() {
        return Stream.of(
                change(List::of),
                change(() -> null),
                change(() -> {
                    throw new IllegalStateException("secret of the directory");
                }),
                change(() -> List.of(CompletableFuture.completedStage(null))),
                change(() -> List.of(CompletableFuture.failedStage(new IllegalStateException("secret")))));
    }

    @SuppressWarnings("NullAway") // What plug-ins answer.
    private static Arguments change(Supplier<List<CompletionStage<AclCreateResult>>> change) {
        return Arguments.of(change);
    }

    @ParameterizedTest
    @MethodSource("noChanges")
    void whatIsNoResultFailsTheChangeAndTellsNothing(Supplier<List<CompletionStage<AclCreateResult>>> change) {
        plugin.creating = change;

        assertThat(created(authorizer, 1).join().get(0).exception())
                .containsInstanceOf(UnknownServerException.class)
                .hasValueSatisfying(told -> assertThat(told).hasMessageNotContaining("secret"));
    }

    @Test
    void nobodyWaitsWhereTooManyDo() {
        Executor full = task -> {
            throw new RejectedExecutionException("full");
        };

        KafkaAuthorizer busy = new KafkaAuthorizer(plugin, full, PATIENCE);

        assertThat(created(busy, 1).join().get(0).exception()).containsInstanceOf(UnknownServerException.class);
        assertThatThrownBy(() -> busy.matching(AclBindingFilter.ANY)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UnknownServerException.class);
    }

    @Test
    void itsRulesAreListedAsTheyAre() { // SPI-05
        plugin.rules.add(RULE);

        assertThat(authorizer
                        .matching(AclBindingFilter.ANY)
                        .toCompletableFuture()
                        .join())
                .containsExactly(RULE);
    }

    @Test
    void onlyWhoMayAlterTheClusterChangesItsRules() {
        Permit<String> toRead = AclEngine.allowingEverything(check -> {})
                .access(ALICE)
                .check(Operation.READ, ResourceType.TOPIC, AccessRule.ANY_HOST, "t")
                .permit()
                .orElseThrow();

        assertThatThrownBy(() -> authorizer.create(toRead, ALICE, FETCHING, List.of(RULE)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(plugin.rules).isEmpty();
    }

    private void start(KafkaAuthorizer started) {
        started.start(
                "cluster-1",
                new BrokerId(3),
                List.of(
                        new BrokerEndpoint("INTERNAL", "b1", 9093, (short) 1),
                        new BrokerEndpoint("SECURE", "b1", 9092, (short) 3)),
                "INTERNAL");
    }

    @Test
    void itIsToldWhereItRuns() { // SPI-02
        start(authorizer);

        assertThat(plugin.servers).singleElement().satisfies(server -> {
            assertThat(server.clusterResource().clusterId()).isEqualTo("cluster-1");
            assertThat(server.brokerId()).isEqualTo(3);
            assertThat(server.endpoints()).hasSize(2);
            assertThat(server.interBrokerEndpoint().listener()).isEqualTo("INTERNAL");
            assertThat(server.interBrokerEndpoint().securityProtocol()).isEqualTo(SecurityProtocol.SSL);
            assertThat(server.earlyStartListeners()).isEmpty();
        });
    }

    @Test
    void brokersAreLetInBeforeItIsReadyForClients() throws Exception { // SPI-02: it may need the cluster to get ready
        CompletableFuture<Void> clients = new CompletableFuture<>();
        plugin.starting.put("INTERNAL", CompletableFuture.completedStage(null));
        plugin.starting.put("SECURE", clients);

        start(authorizer);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(authorizer::awaitReady);
        assertThat(waiting).isNotDone();
        clients.complete(null);

        assertThat(waiting).succeedsWithin(PATIENCE);
    }

    @Test
    void oneThatDoesNotStartStopsTheBroker() { // SPI-02
        plugin.starting.put("SECURE", CompletableFuture.failedStage(new IllegalStateException("no directory")));

        start(authorizer);

        assertThatThrownBy(authorizer::awaitReady)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("authorizer.class.name")
                .hasMessageContaining("no directory");
    }

    @Test
    void itIsClosed() throws Exception { // SPI-10
        authorizer.close();

        assertThat(plugin.closed).isTrue();
    }
}
