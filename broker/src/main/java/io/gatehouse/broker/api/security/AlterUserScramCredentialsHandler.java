package io.gatehouse.broker.api.security;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.scram.ScramCredentialStore;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.api.security.ScramAlteration.Refusal;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData.AlterUserScramCredentialsResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates, changes and deletes SCRAM credentials (CONFORMANCE SCR-17..20, ACL-61). The lines of one user are applied
 * together or, if one of them is wrong, not at all; users do not affect one another.
 */
public final class AlterUserScramCredentialsHandler
        implements ApiHandler<AlterUserScramCredentialsRequestData, AlterUserScramCredentialsResponseData> {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlterUserScramCredentialsHandler.class);
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.ALTER_USER_SCRAM_CREDENTIALS,
            0,
            0,
            RequiredRights.all(
                    "ALTER on the cluster, at the controller (ACL-61)",
                    RequiredRights.on(ResourceType.CLUSTER, Operation.ALTER)));

    private final ScramCredentialStore store;
    private final BooleanSupplier controller;
    private final Executor waiting;
    private final AuditTrail audit;

    /**
     * @param controller whether this broker is the controller now
     * @param waiting for hashing
     */
    public AlterUserScramCredentialsHandler(
            ScramCredentialStore store, BooleanSupplier controller, Executor waiting, AuditTrail audit) {
        this.store = store;
        this.controller = controller;
        this.waiting = waiting;
        this.audit = audit;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<AlterUserScramCredentialsResponseData> handle(
            AlterUserScramCredentialsRequestData request, RequestContext context) {
        Map<String, List<ScramAlteration>> byUser = byUser(request);
        if (!controller.getAsBoolean()) { // ACL-61: decided before rights.
            return answer(all(byUser, new Refusal(ErrorCode.NOT_CONTROLLER, "This broker is not the controller.")));
        }
        return context.access()
                .cluster(Operation.ALTER)
                .fold(
                        permit -> alter(byUser, context),
                        (error, sentence) -> answer(all(byUser, new Refusal(error, sentence))));
    }

    private CompletionStage<AlterUserScramCredentialsResponseData> alter(
            Map<String, List<ScramAlteration>> byUser, RequestContext context) {
        List<CompletionStage<AlterUserScramCredentialsResult>> results = new ArrayList<>();
        byUser.forEach((user, lines) -> results.add(alterOne(user, lines, context)));
        return Stages.all(results).thenCompose(AlterUserScramCredentialsHandler::answer);
    }

    private CompletionStage<AlterUserScramCredentialsResult> alterOne(
            String user, List<ScramAlteration> lines, RequestContext context) {
        Optional<Refusal> refusal = mistake(lines);
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(result(user, refusal));
        }
        return guessed(lines)
                .thenCompose(guess -> guess.isPresent()
                        ? CompletableFuture.completedFuture(result(user, guess))
                        : applyAll(user, lines, context));
    }

    /** The password itself is not here: what is tried first has to be tried (attack 67). */
    private CompletionStage<Optional<Refusal>> guessed(List<ScramAlteration> lines) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> lines.stream()
                            .flatMap(line -> line.guessable().stream())
                            .findFirst(),
                    waiting);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(Optional.of(
                    new Refusal(ErrorCode.THROTTLING_QUOTA_EXCEEDED, "This broker is too busy now; try again.")));
        }
    }

    private CompletionStage<AlterUserScramCredentialsResult> applyAll(
            String user, List<ScramAlteration> lines, RequestContext context) {
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (ScramAlteration line : lines) {
            done = done.thenCompose(before -> apply(line, line.hash().orElseThrow()))
                    .thenAccept(changed -> note(line, context));
        }
        return done.handle((changed, failure) -> {
            if (failure == null) {
                return result(user, Optional.empty());
            }
            LOGGER.atError().setCause(failure).log("a SCRAM credential could not be stored");
            return result(
                    user,
                    Optional.of(new Refusal(
                            ErrorCode.UNKNOWN_SERVER_ERROR,
                            "The credential could not be stored; look before retrying.")));
        });
    }

    private CompletionStage<?> apply(ScramAlteration line, ScramHash hash) {
        return line.deletes() ? store.delete(hash, line.user()) : store.put(hash, line.user(), line.credential(hash));
    }

    private Optional<Refusal> mistake(List<ScramAlteration> lines) {
        Set<Byte> mechanisms = new HashSet<>();
        for (ScramAlteration line : lines) {
            if (!mechanisms.add(line.mechanism())) { // SCR-19.
                return Optional.of(new Refusal(
                        ErrorCode.DUPLICATE_RESOURCE, "A user credential cannot be altered twice in the same request"));
            }
        }
        for (ScramAlteration line : lines) {
            Optional<Refusal> mistake = line.mistake().or(() -> missing(line));
            if (mistake.isPresent()) {
                return mistake;
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> missing(ScramAlteration line) {
        boolean there = !line.deletes()
                || line.hash().flatMap(hash -> store.find(hash, line.user())).isPresent();
        return there
                ? Optional.empty()
                : Optional.of(
                        new Refusal( // SCR-20.
                                ErrorCode.RESOURCE_NOT_FOUND,
                                "Attempt to delete a user credential that does not exist"));
    }

    private void note(ScramAlteration line, RequestContext context) {
        Session by = context.session();
        ChangeEvents events = new ChangeEvents(by.principal().toString(), by.host());
        audit.record(events.credential(line.deletes() ? "deleted" : "stored", line.user(), line.hash()));
    }

    private static Map<String, List<ScramAlteration>> byUser(AlterUserScramCredentialsRequestData request) {
        Map<String, List<ScramAlteration>> byUser = new LinkedHashMap<>();
        request.deletions().stream()
                .map(ScramAlteration::of)
                .forEach(line -> byUser.computeIfAbsent(line.user(), any -> new ArrayList<>())
                        .add(line));
        request.upsertions().stream()
                .map(ScramAlteration::of)
                .forEach(line -> byUser.computeIfAbsent(line.user(), any -> new ArrayList<>())
                        .add(line));
        return byUser;
    }

    private static List<AlterUserScramCredentialsResult> all(
            Map<String, List<ScramAlteration>> byUser, Refusal refusal) {
        return byUser.keySet().stream()
                .map(user -> result(user, Optional.of(refusal)))
                .toList();
    }

    private static AlterUserScramCredentialsResult result(String user, Optional<Refusal> refusal) {
        AlterUserScramCredentialsResult result = new AlterUserScramCredentialsResult().setUser(user);
        return refusal.map(why -> result.setErrorCode(why.error().code()).setErrorMessage(why.sentence()))
                .orElse(result);
    }

    private static CompletionStage<AlterUserScramCredentialsResponseData> answer(
            List<AlterUserScramCredentialsResult> results) {
        return CompletableFuture.completedFuture(new AlterUserScramCredentialsResponseData().setResults(results));
    }
}
