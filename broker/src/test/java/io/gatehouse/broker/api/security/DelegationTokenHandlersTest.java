package io.gatehouse.broker.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.auth.token.TokenKey;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.model.ErrorCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.message.CreateDelegationTokenRequestData;
import org.apache.kafka.common.message.CreateDelegationTokenRequestData.CreatableRenewers;
import org.apache.kafka.common.message.CreateDelegationTokenResponseData;
import org.apache.kafka.common.message.DescribeDelegationTokenRequestData;
import org.apache.kafka.common.message.DescribeDelegationTokenRequestData.DescribeDelegationTokenOwner;
import org.apache.kafka.common.message.DescribeDelegationTokenResponseData.DescribedDelegationToken;
import org.apache.kafka.common.message.ExpireDelegationTokenRequestData;
import org.apache.kafka.common.message.RenewDelegationTokenRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;

/** CONFORMANCE DTK-01 to DTK-10, DTK-25, attacks 121 to 123, 126 and 127. */
final class DelegationTokenHandlersTest {
    private static final Session ALICE = session("alice", "SCRAM-SHA-512", false);
    private static final Session BOB = session("bob", "SCRAM-SHA-512", false);
    private static final Session MALLORY = session("mallory", "SSL", false);

    private final TokensInMemory store = new TokensInMemory();
    private final AclEngine engine = Requests.engine();
    private Optional<DelegationTokens> tokens = Optional.of(new DelegationTokens(
            store,
            new TokenKey(Secret.ofText("the brokers' key")),
            new DelegationTokens.Lifetimes(Duration.ofDays(7), Duration.ofDays(1)),
            new SecureRandom()));

    private static Session session(String name, String mechanism, boolean byToken) {
        return new Session(
                "id",
                VerifiedPrincipal.user(name),
                mechanism,
                "CLIENTS",
                "127.0.0.1",
                Requests.NOW,
                Optional.empty(),
                byToken,
                Set.of());
    }

    private TokenGate gate() {
        return new TokenGate(tokens, new AuditTrail());
    }

    private <Q extends ApiMessage, S extends ApiMessage> S send(ApiHandler<Q, S> handler, Session by, Q request) {
        return Requests.send(handler, engine, by, handler.spec().newest(), request);
    }

    private CreateDelegationTokenResponseData create(Session by, CreateDelegationTokenRequestData request) {
        return send(new CreateDelegationTokenHandler(gate()), by, request);
    }

    private CreateDelegationTokenResponseData create(Session by, String... renewers) {
        return create(by, request(renewers));
    }

    private static CreateDelegationTokenRequestData request(String... renewers) {
        return new CreateDelegationTokenRequestData()
                .setMaxLifetimeMs(-1)
                .setRenewers(Arrays.stream(renewers)
                        .map(name ->
                                new CreatableRenewers().setPrincipalType("User").setPrincipalName(name))
                        .toList());
    }

    private ErrorCode renew(Session by, byte[] hmac) {
        return ErrorCode.ofCode(send(
                        new RenewDelegationTokenHandler(gate()),
                        by,
                        new RenewDelegationTokenRequestData().setHmac(hmac).setRenewPeriodMs(-1))
                .errorCode());
    }

    private ErrorCode expire(Session by, byte[] hmac) {
        return ErrorCode.ofCode(send(
                        new ExpireDelegationTokenHandler(gate()),
                        by,
                        new ExpireDelegationTokenRequestData().setHmac(hmac).setExpiryTimePeriodMs(-1))
                .errorCode());
    }

    private List<DescribedDelegationToken> describe(Session by, DescribeDelegationTokenRequestData request) {
        return send(new DescribeDelegationTokenHandler(gate()), by, request).tokens();
    }

    private List<DescribedDelegationToken> describeAll(Session by) {
        return describe(by, new DescribeDelegationTokenRequestData().setOwners(null));
    }

    private static DescribeDelegationTokenRequestData owners(Stream<String> names) {
        return new DescribeDelegationTokenRequestData()
                .setOwners(names.map(name -> new DescribeDelegationTokenOwner()
                                .setPrincipalType("User")
                                .setPrincipalName(name))
                        .toList());
    }

    private void grant(String user, ResourceType type, String name, Operation operation) {
        engine.replace(new AclSnapshot(List.of(Requests.rule(ResourcePattern.literal(type, name), user, operation))));
    }

    private List<ErrorCode> all(Session by) {
        byte[] hmac = {1};
        short described = send(
                        new DescribeDelegationTokenHandler(gate()),
                        by,
                        new DescribeDelegationTokenRequestData().setOwners(null))
                .errorCode();
        return List.of(
                ErrorCode.ofCode(create(by).errorCode()),
                renew(by, hmac),
                expire(by, hmac),
                ErrorCode.ofCode(described));
    }

    @Test
    void dtk01_withoutASecretThereAreNoTokens() {
        tokens = Optional.empty();

        assertThat(all(ALICE)).containsOnly(ErrorCode.DELEGATION_TOKEN_AUTH_DISABLED);
    }

    /** DTK-25: with a token nobody makes, moves or sees tokens. */
    @Test
    void dtk02_whoHasNotProvedWhoHeIsOrByATokenOnlyMayAskNothing() {
        for (Session by : List.of(
                session("alice", "NONE", false),
                session("ANONYMOUS", "SSL", false),
                session("alice", "SCRAM-SHA-512", true))) {
            assertThat(all(by)).containsOnly(ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED);
            tokens = Optional.empty();
            assertThat(all(by)).as("before anything else").containsOnly(ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED);
            tokens = new DelegationTokenHandlersTest().tokens;
        }
    }

    @Test
    void dtk03_theAskerGetsATokenOfItsOwn() {
        CreateDelegationTokenResponseData token = create(ALICE, "bob", "bob");

        assertThat(token.errorCode()).isZero();
        assertThat(token.principalName()).isEqualTo("alice");
        assertThat(token.tokenRequesterPrincipalName()).isEqualTo("alice");
        assertThat(token.tokenId()).hasSize(22);
        assertThat(token.hmac()).hasSize(64);
        assertThat(token.issueTimestampMs()).isEqualTo(Requests.NOW.toEpochMilli());
        assertThat(token.expiryTimestampMs() - token.issueTimestampMs()).isEqualTo(86_400_000);
        assertThat(token.maxTimestampMs() - token.issueTimestampMs()).isEqualTo(604_800_000);
        assertThat(store.all().values())
                .singleElement()
                .satisfies(kept -> assertThat(kept.renewers()).containsExactly(VerifiedPrincipal.user("bob")));
    }

    /** Attack 126. */
    @Test
    void dtk04_aTokenForSomebodyElseNeedsTheRightTo() {
        CreateDelegationTokenRequestData forBob =
                request().setOwnerPrincipalType("User").setOwnerPrincipalName("bob");

        assertThat(ErrorCode.ofCode(create(ALICE, forBob).errorCode()))
                .isEqualTo(ErrorCode.DELEGATION_TOKEN_AUTHORIZATION_FAILED);
        assertThat(store.all()).isEmpty();
        grant("alice", ResourceType.USER, "User:bob", Operation.CREATE_TOKENS);
        CreateDelegationTokenResponseData token = create(ALICE, forBob);

        assertThat(token.errorCode()).isZero();
        assertThat(token.principalName()).isEqualTo("bob");
        assertThat(token.tokenRequesterPrincipalName()).isEqualTo("alice");
        assertThat(renew(ALICE, token.hmac())).as("who asked for it").isEqualTo(ErrorCode.NONE);
        forBob.setOwnerPrincipalName("carol");
        assertThat(ErrorCode.ofCode(create(ALICE, forBob).errorCode()))
                .isEqualTo(ErrorCode.DELEGATION_TOKEN_AUTHORIZATION_FAILED);
        assertThat(create(BOB, request().setOwnerPrincipalType("User").setOwnerPrincipalName("bob"))
                        .errorCode())
                .as("itself")
                .isZero();
    }

    /** Attack 126. */
    @Test
    void dtk05_renewersAreUsersAndNotTooMany() {
        CreateDelegationTokenRequestData group = request("bob");
        group.renewers().get(0).setPrincipalType("Group");

        assertThat(ErrorCode.ofCode(create(ALICE, group).errorCode())).isEqualTo(ErrorCode.INVALID_PRINCIPAL_TYPE);
        assertThat(ErrorCode.ofCode(
                        create(ALICE, request().setOwnerPrincipalType("Group").setOwnerPrincipalName("bob"))
                                .errorCode()))
                .isEqualTo(ErrorCode.INVALID_PRINCIPAL_TYPE);
        assertThat(ErrorCode.ofCode(create(
                                ALICE,
                                IntStream.range(0, 10_000)
                                        .mapToObj(i -> "u" + i)
                                        .toArray(String[]::new))
                        .errorCode()))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(ErrorCode.ofCode(create(ALICE, "").errorCode())).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(store.all()).isEmpty();
    }

    /** Attacks 122 and 123. */
    @Test
    void dtk07_dtk08_whoMayChangeTheEnd() {
        byte[] hmac = create(ALICE, "bob").hmac();

        assertThat(renew(MALLORY, hmac)).isEqualTo(ErrorCode.DELEGATION_TOKEN_OWNER_MISMATCH);
        assertThat(expire(MALLORY, hmac)).isEqualTo(ErrorCode.DELEGATION_TOKEN_OWNER_MISMATCH);
        assertThat(renew(BOB, hmac)).isEqualTo(ErrorCode.NONE);
        assertThat(renew(BOB, new byte[64])).isEqualTo(ErrorCode.DELEGATION_TOKEN_NOT_FOUND);
        assertThat(expire(BOB, hmac)).isEqualTo(ErrorCode.NONE);
        assertThat(store.all()).isEmpty();
    }

    /** DTK-23. */
    @Test
    void olderVersionsDoNotKnowWhoAsked() {
        for (short version = 1; version <= 2; version++) {
            assertThat(Requests.send(new CreateDelegationTokenHandler(gate()), engine, ALICE, version, request("bob"))
                            .errorCode())
                    .isZero();
            assertThat(Requests.send(
                                    new DescribeDelegationTokenHandler(gate()),
                                    engine,
                                    ALICE,
                                    version,
                                    new DescribeDelegationTokenRequestData().setOwners(null))
                            .tokens())
                    .hasSize(version);
        }
    }

    /** Attack 127. */
    @Test
    void dtk09_everybodySeesHisOwnAndThoseHeMayRenew() {
        String first = create(ALICE, "bob").tokenId();
        String second = create(BOB).tokenId();

        assertThat(describeAll(ALICE))
                .extracting(DescribedDelegationToken::tokenId)
                .containsExactly(first);
        assertThat(describeAll(BOB))
                .extracting(DescribedDelegationToken::tokenId)
                .containsExactlyInAnyOrder(first, second);
        assertThat(describeAll(BOB)).allMatch(token -> token.hmac().length == 64);
        assertThat(describeAll(MALLORY)).isEmpty();
        assertThat(describe(BOB, owners(Stream.of("alice"))))
                .extracting(DescribedDelegationToken::tokenId)
                .containsExactly(first);
        assertThat(describe(BOB, owners(Stream.of("bob"))))
                .as("owner or renewer")
                .hasSize(2);
        assertThat(describe(BOB, owners(Stream.empty()))).as("DTK-10").isEmpty();
        assertThat(describe(
                        MALLORY,
                        owners(Stream.concat(
                                IntStream.range(0, 10_000).mapToObj(i -> "u" + i), Stream.of("alice", "")))))
                .isEmpty();
    }

    @Test
    void dtk09_withARightToItOthersTokensAreSeenButNotWhatTheyLogInWith() {
        String id = create(ALICE).tokenId();

        grant("mallory", ResourceType.DELEGATION_TOKEN, id, Operation.DESCRIBE);
        assertThat(describeAll(MALLORY)).singleElement().satisfies(token -> {
            assertThat(token.tokenId()).isEqualTo(id);
            assertThat(token.hmac()).isEmpty();
        });
        grant("mallory", ResourceType.USER, "User:alice", Operation.DESCRIBE_TOKENS);
        assertThat(describeAll(MALLORY))
                .singleElement()
                .satisfies(token -> assertThat(token.hmac()).isEmpty());
        grant("mallory", ResourceType.USER, "User:bob", Operation.DESCRIBE_TOKENS);
        assertThat(describeAll(MALLORY)).isEmpty();
    }

    @Test
    void aStoreThatFailsIsAnErrorAndNoToken() {
        byte[] hmac = create(ALICE).hmac();
        store.broken(true);

        assertThat(ErrorCode.ofCode(create(ALICE).errorCode())).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(renew(ALICE, hmac)).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(expire(ALICE, hmac)).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
    }
}
