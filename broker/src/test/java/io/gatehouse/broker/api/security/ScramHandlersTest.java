package io.gatehouse.broker.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.broker.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialDeletion;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialUpsertion;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData.AlterUserScramCredentialsResult;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData.UserName;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.DescribeUserScramCredentialsResult;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScramHandlersTest {
    private static final byte[] SALT = "a salt".getBytes(StandardCharsets.US_ASCII);

    private final CredentialsInMemory store = new CredentialsInMemory();
    private final AclEngine engine = Requests.engine();
    private final DescribeUserScramCredentialsHandler describe = new DescribeUserScramCredentialsHandler(store);
    private boolean controller = true;
    private final AlterUserScramCredentialsHandler alter =
            new AlterUserScramCredentialsHandler(store, () -> controller, Runnable::run, new AuditTrail());

    /** SCR-17: the keys are those that the password gives. */
    @Test
    void aCredentialIsStoredAsTheClientDerivedIt() {
        byte[] salted = saltedPassword();

        assertThat(altered(upsertion("alice").setSaltedPassword(salted))).containsEntry("alice", ErrorCode.NONE);

        ScramCredential expected = ScramCredential.derive(ScramHash.SHA_512, salted, SALT, 4096);
        assertThat(store.find(ScramHash.SHA_512, "alice").map(ScramCredential::toText))
                .contains(expected.toText());
    }

    /** SCR-18, attacks 76 and 87. */
    @ParameterizedTest
    @CsvSource({
        "alice,2,4095,UNACCEPTABLE_CREDENTIAL,Too few iterations",
        "alice,2,16385,UNACCEPTABLE_CREDENTIAL,Too many iterations",
        "'',2,4096,UNACCEPTABLE_CREDENTIAL,Username must not be empty",
        "alice,0,4096,UNSUPPORTED_SASL_MECHANISM,Unknown SCRAM mechanism",
        "alice,3,4096,UNSUPPORTED_SASL_MECHANISM,Unknown SCRAM mechanism",
        "*,2,4096,UNACCEPTABLE_CREDENTIAL,Username has characters",
        "alic\u0435,2,4096,UNACCEPTABLE_CREDENTIAL,Username has characters",
        "alice,1,4096,UNACCEPTABLE_CREDENTIAL,Salted password of 64 bytes"
    })
    void aLineOutsideTheLimitsIsRefused(
            String user, byte mechanism, int iterations, ErrorCode expected, String sentence) {
        AlterUserScramCredentialsResult result = alter(new AlterUserScramCredentialsRequestData()
                        .setUpsertions(
                                List.of(upsertion(user).setMechanism(mechanism).setIterations(iterations))))
                .get(0);

        assertThat(ErrorCode.ofCode(result.errorCode())).isEqualTo(expected);
        assertThat(result.errorMessage()).startsWith(sentence);
        assertThat(store.all()).isEmpty();
    }

    /** The password comes hashed; those that everybody tries are known by trying them. */
    @ParameterizedTest
    @ValueSource(strings = {"alice", "password", "changeme", "12345678"})
    void aPasswordThatIsTriedFirstIsRefused(String password) throws Exception {
        byte[] salted = new ScramFormatter(ScramMechanism.SCRAM_SHA_512).saltedPassword(password, SALT, 4096);

        AlterUserScramCredentialsResult result = alter(new AlterUserScramCredentialsRequestData()
                        .setUpsertions(List.of(upsertion("alice").setSaltedPassword(salted))))
                .get(0);

        assertThat(result.errorCode()).isEqualTo(ErrorCode.UNACCEPTABLE_CREDENTIAL.code());
        assertThat(result.errorMessage()).contains("tried first");
        assertThat(store.all()).isEmpty();
    }

    @Test
    void saltsHaveALimit() {
        assertThat(altered(upsertion("alice").setSalt(new byte[257])))
                .containsEntry("alice", ErrorCode.UNACCEPTABLE_CREDENTIAL);
        assertThat(altered(upsertion("alice").setSalt(new byte[0])))
                .containsEntry("alice", ErrorCode.UNACCEPTABLE_CREDENTIAL);
    }

    /** SCR-19. */
    @Test
    void theSameLineTwiceSpoilsItsUserOnly() {
        assertThat(altered(upsertion("alice"), upsertion("alice"), upsertion("bob")))
                .containsEntry("alice", ErrorCode.DUPLICATE_RESOURCE)
                .containsEntry("bob", ErrorCode.NONE);
        assertThat(store.all()).containsOnlyKeys("bob");
    }

    @Test
    void deletingAndStoringTheSameIsTwiceToo() {
        has("alice");

        List<AlterUserScramCredentialsResult> results = alter(new AlterUserScramCredentialsRequestData()
                .setDeletions(List.of(deletion("alice")))
                .setUpsertions(List.of(upsertion("alice"))));

        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.errorCode()).isEqualTo(ErrorCode.DUPLICATE_RESOURCE.code()));
        assertThat(store.all()).containsKey("alice");
    }

    /** SCR-20. */
    @Test
    void deletingWhatIsNotThereIsNotFound() {
        has("alice");

        List<AlterUserScramCredentialsResult> results = alter(
                new AlterUserScramCredentialsRequestData().setDeletions(List.of(deletion("alice"), deletion("bob"))));

        assertThat(results)
                .extracting(AlterUserScramCredentialsResult::errorCode)
                .containsExactly(ErrorCode.NONE.code(), ErrorCode.RESOURCE_NOT_FOUND.code());
        assertThat(store.all()).isEmpty();
    }

    /** A user from Kafka may have a name that nobody could be given today; it can be taken away. */
    @Test
    void anOddNameCanBeDeleted() {
        has("odd name*");

        assertThat(alter(new AlterUserScramCredentialsRequestData().setDeletions(List.of(deletion("odd name*")))))
                .extracting(AlterUserScramCredentialsResult::errorCode)
                .containsExactly(ErrorCode.NONE.code());
    }

    /** A user's lines are applied together or not at all. */
    @Test
    void oneBadLineOfAUserSpoilsTheOthers() {
        assertThat(altered(upsertion("alice"), upsertion("alice").setMechanism((byte) 1)))
                .containsEntry("alice", ErrorCode.UNACCEPTABLE_CREDENTIAL);
        assertThat(store.all()).isEmpty();
    }

    /** ACL-61: 41 is decided before rights. */
    @Test
    void onlyTheControllerAlters() {
        controller = false;

        List<AlterUserScramCredentialsResult> results = Requests.send(
                        alter,
                        engine,
                        "stranger",
                        new AlterUserScramCredentialsRequestData().setUpsertions(List.of(upsertion("alice"))))
                .results();

        assertThat(results)
                .extracting(AlterUserScramCredentialsResult::errorCode)
                .containsExactly(ErrorCode.NOT_CONTROLLER.code());
    }

    @Test
    void aStrangerIsDeniedForEachUser() {
        List<AlterUserScramCredentialsResult> results = Requests.send(
                        alter,
                        engine,
                        "stranger",
                        new AlterUserScramCredentialsRequestData()
                                .setUpsertions(List.of(upsertion("alice"), upsertion("bob"))))
                .results();

        assertThat(results)
                .extracting(AlterUserScramCredentialsResult::errorCode)
                .containsExactly(
                        ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code(), ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code());
        assertThat(store.all()).isEmpty();
    }

    @Test
    void aStoreThatFailsIsAnErrorWithoutDetails() {
        store.breakDown();

        AlterUserScramCredentialsResult result = alter(
                        new AlterUserScramCredentialsRequestData().setUpsertions(List.of(upsertion("alice"))))
                .get(0);

        assertThat(result.errorCode()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR.code());
        assertThat(result.errorMessage()).doesNotContain("broken");
    }

    /** SCR-21. */
    @Test
    void everybodyIsDescribedInOrderWithoutKeys() {
        has("bob");
        has("alice");

        DescribeUserScramCredentialsResponseData answer =
                Requests.send(describe, engine, "admin", new DescribeUserScramCredentialsRequestData().setUsers(null));

        assertThat(answer.results())
                .extracting(DescribeUserScramCredentialsResult::user)
                .containsExactly("alice", "bob");
        assertThat(answer.results().get(0).credentialInfos()).singleElement().satisfies(info -> {
            assertThat(info.mechanism()).isEqualTo((byte) 2);
            assertThat(info.iterations()).isEqualTo(4096);
        });
    }

    @Test
    void namedUsersAreFoundNotFoundOrTwice() {
        has("alice");

        List<DescribeUserScramCredentialsResult> results = Requests.send(
                        describe,
                        engine,
                        "admin",
                        new DescribeUserScramCredentialsRequestData()
                                .setUsers(Stream.of("alice", "bob", "carol", "carol", "")
                                        .map(name -> new UserName().setName(name))
                                        .toList()))
                .results();

        assertThat(results)
                .extracting(result -> result.user() + " " + ErrorCode.ofCode(result.errorCode()))
                .containsExactly(
                        "alice NONE", "bob RESOURCE_NOT_FOUND", "carol DUPLICATE_RESOURCE", " RESOURCE_NOT_FOUND");
    }

    /** ACL-60. */
    @Test
    void describingNeedsDescribeOnTheCluster() {
        has("alice");
        DescribeUserScramCredentialsRequestData request = new DescribeUserScramCredentialsRequestData();

        DescribeUserScramCredentialsResponseData denied = Requests.send(describe, engine, "viewer", request);
        engine.replace(new AclSnapshot(List.of(Requests.clusterRule("viewer", Operation.DESCRIBE))));
        DescribeUserScramCredentialsResponseData allowed = Requests.send(describe, engine, "viewer", request);

        assertThat(denied.errorCode()).isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code());
        assertThat(denied.results()).isEmpty();
        assertThat(allowed.results()).hasSize(1);
    }

    private void has(String user) {
        store.put(
                        ScramHash.SHA_512,
                        user,
                        ScramCredential.ofPassword(ScramHash.SHA_512, Secret.ofText("p"), SALT, 4096))
                .toCompletableFuture()
                .join();
    }

    private Map<String, ErrorCode> altered(ScramCredentialUpsertion... lines) {
        return alter(new AlterUserScramCredentialsRequestData().setUpsertions(List.of(lines))).stream()
                .collect(Collectors.toMap(
                        AlterUserScramCredentialsResult::user, result -> ErrorCode.ofCode(result.errorCode())));
    }

    private List<AlterUserScramCredentialsResult> alter(AlterUserScramCredentialsRequestData request) {
        return Requests.send(alter, engine, "admin", request).results();
    }

    private static ScramCredentialUpsertion upsertion(String user) {
        return new ScramCredentialUpsertion()
                .setName(user)
                .setMechanism((byte) 2)
                .setIterations(4096)
                .setSalt(SALT)
                .setSaltedPassword(saltedPassword());
    }

    private static byte[] saltedPassword() {
        byte[] salted = new byte[64];
        salted[0] = 1;
        return salted;
    }

    private static ScramCredentialDeletion deletion(String user) {
        return new ScramCredentialDeletion().setName(user).setMechanism((byte) 2);
    }
}
