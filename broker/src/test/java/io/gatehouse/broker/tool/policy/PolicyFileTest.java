package io.gatehouse.broker.tool.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.broker.tool.ToolRefusal;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import io.gatehouse.quotas.QuotaKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policy files: what they may say, and how a wrong one is told. */
final class PolicyFileTest {
    private static final String WRITE_ORDERS =
            "{\"operation\": \"Write\", \"resource\": \"Topic\", \"name\": \"orders\"}";

    @TempDir
    Path folder;

    private Policy read(String text) throws IOException {
        return PolicyJson.readFile(Files.writeString(folder.resolve("policy.json"), text));
    }

    @Test
    void whatIsLeftOutIsNotSpokenOf() throws IOException {
        Policy policy = read("{\"version\": 1, \"quotas\": []}");

        assertThat(policy.users()).isEmpty();
        assertThat(policy.rules()).isEmpty();
        assertThat(policy.limits()).contains(Map.of());
    }

    @Test
    void aRuleNeedsToSayOnlyWhatIsNotUsual() throws IOException {
        Policy policy = read("""
                {
                  "version": 1,
                  "rules": [ // comments are for people
                    {"principal": "User:shop", "operation": "Write", "resource": "Topic", "name": "orders"},
                    {"principal": "User:ops", "operation": "Alter", "resource": "Cluster", "permission": "Deny",
                     "host": "10.0.0.0/8"},
                  ]
                }
                """);

        assertThat(policy.rules().orElseThrow())
                .extracting(AccessRule::text)
                .containsExactlyInAnyOrder(
                        "Allow Write to User:shop from * on Topic:LITERAL:orders",
                        "Deny Alter to User:ops from 10.0.0.0/8 on Cluster:LITERAL:kafka-cluster");
    }

    @Test
    void aRoleGivesEachOfItsRightsToEachOfItsMembers() throws IOException {
        Policy policy = read("""
                {"version": 1, "roles": {"shop": {
                  "members": ["User:a", "Group:b"],
                  "rules": [{"operation": "Write", "resource": "Topic", "name": "orders"},
                            {"operation": "Read", "resource": "Topic", "name": "stock-", "pattern": "Prefixed"}]}}}
                """);

        assertThat(policy.rules().orElseThrow())
                .extracting(AccessRule::text)
                .containsExactlyInAnyOrder(
                        "Allow Write to User:a from * on Topic:LITERAL:orders",
                        "Allow Read to User:a from * on Topic:PREFIXED:stock-",
                        "Allow Write to Group:b from * on Topic:LITERAL:orders",
                        "Allow Read to Group:b from * on Topic:PREFIXED:stock-");
    }

    @Test
    void nullIsWhoeverHasNoLimitByName() throws IOException {
        Policy policy = read("""
                {"version": 1, "quotas": [
                  {"user": null, "limits": {"producer_byte_rate": 1048576}},
                  {"user": "a", "client-id": null, "limits": {"request_percentage": 12.5}},
                  {"ip": "10.0.0.7", "limits": {"connection_creation_rate": 10}}]}
                """);

        assertThat(policy.limits().orElseThrow())
                .isEqualTo(Map.of(
                        new QuotaEntity(Optional.of(Part.DEFAULT), Optional.empty(), Optional.empty()),
                        Map.of(QuotaKey.PRODUCER_BYTE_RATE, 1048576.0),
                        new QuotaEntity(Optional.of(Part.named("a")), Optional.of(Part.DEFAULT), Optional.empty()),
                        Map.of(QuotaKey.REQUEST_PERCENTAGE, 12.5),
                        new QuotaEntity(Optional.empty(), Optional.empty(), Optional.of(Part.named("10.0.0.7"))),
                        Map.of(QuotaKey.CONNECTION_CREATION_RATE, 10.0)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "{\"version\": 2} | version (expected: \"version\": 1)",
                "{\"rules\": []} | version (expected: \"version\": 1)",
                "{\"version\": 1, \"acls\": []} | the policy has acls (expected: only quotas, roles, rules, users, version)",
                "{\"version\": 1, \"rules\": {}} | rules (expected: a list)",
                "{\"version\": 1, \"rules\": [{\"principal\": \"User:a\", \"operation\": \"Raed\"}]} | rules[0].operation Raed (expected: one of ",
                "{\"version\": 1, \"rules\": [{\"principal\": \"a\", \"operation\": \"Read\", \"resource\": \"Topic\", \"name\": \"t\"}]} | rules[0]: principal (expected: Type:name",
                "{\"version\": 1, \"rules\": [{\"principal\": \"User:a\", \"operation\": \"Read\", \"resource\": \"Topic\"}]} | rules[0]: resource name is empty",
                "{\"version\": 1, \"rules\": [{\"principal\": \"User:a\", \"operation\": \"Read\", \"resource\": \"Topic\", \"name\": \"t\", \"hots\": \"*\"}]} | rules[0] has hots (expected: only ",
                "{\"version\": 1, \"roles\": {\"r\": {\"members\": [\"a\"], \"rules\": [{\"operation\": \"Read\", \"resource\": \"Topic\", \"name\": \"t\"}]}}} | roles.r.rules[0]: principal (expected",
                "{\"version\": 1, \"users\": [{\"name\": \"a\", \"mechanisms\": [\"PLAIN\"]}]} | users[0].mechanisms (expected: SCRAM-SHA-256 and SCRAM-SHA-512)",
                "{\"version\": 1, \"users\": [{\"name\": \"a\", \"mechanisms\": []}, {\"name\": \"a\", \"mechanisms\": []}]} | users[1].name a (expected: each user once)",
                "{\"version\": 1, \"quotas\": [{\"user\": \"a\", \"ip\": \"b\", \"limits\": {}}]} | quotas[0] (expected: user, client-id, both, or ip alone)",
                "{\"version\": 1, \"quotas\": [{\"user\": \"a\", \"limits\": {\"connection_creation_rate\": 1}}]} | quotas[0].limits connection_creation_rate (expected: one of producer_byte_rate",
                "{\"version\": 1, \"quotas\": [{\"user\": \"a\", \"limits\": {\"producer_byte_rate\": \"1\"}}]} | quotas[0].limits.producer_byte_rate (expected: a number)",
                "{\"version\": 1, \"version\": 1} | is no JSON, or names something twice: line 1, column 25",
                "{\"version\": 1} {} | is no JSON, or names something twice: line 1",
                "[] | the policy (expected: an object)",
            })
    void whatIsWrongIsToldWithItsPlace(String text, String told) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ToolRefusal.class).hasMessageContaining(told);
    }

    @Test
    void aPasswordThatStandsInTheFileIsRefusedAndNotShown() {
        String secret = "correcthorse";

        assertThatThrownBy(
                        () -> read("{\"version\": 1, \"users\": [{\"name\": \"a\", \"mechanisms\": [\"SCRAM-SHA-512\"],"
                                + " \"password\": \"" + secret + "\"}]}"))
                .hasMessageContaining("file:PATH or env:NAME")
                .hasMessageNotContaining(secret);
        assertThatThrownBy(() -> read("{\"version\": 1, \"users\": [{\"password\": " + secret + "}]}"))
                .hasMessageContaining("is no JSON")
                .hasMessageNotContaining(secret);
    }

    @Test
    void aPasswordIsReadFromItsPlaceOnlyWhereOneIsMade() throws IOException {
        Files.writeString(folder.resolve("secret"), "from-the-file\nsecond line\n");
        Policy wanted = read("""
                {"version": 1, "users": [
                  {"name": "a", "mechanisms": ["SCRAM-SHA-512"], "password": "file:FOLDER/secret"},
                  {"name": "b", "mechanisms": ["SCRAM-SHA-256"], "password": "env:B"},
                  {"name": "c", "mechanisms": ["SCRAM-SHA-512"], "password": "file:FOLDER/none"}]}
                """.replace("FOLDER", folder.toString()));
        Policy now = new Policy(
                Optional.of(Map.of("c", new Policy.Login(Set.of(ScramHash.SHA_512), Optional.empty()))),
                Optional.empty(),
                Optional.empty());

        ObjectNode body = PolicyJson.body(
                "revision", PolicyChanges.between(now, wanted), name -> name.equals("B") ? "from-the-environment" : "");

        assertThat(body.path("credentials")).isEqualTo(new ObjectMapper().readTree("""
                        {"add": [
                          {"user": "a", "mechanism": "SCRAM-SHA-512", "password": "from-the-file"},
                          {"user": "b", "mechanism": "SCRAM-SHA-256", "password": "from-the-environment"}],
                         "remove": []}
                        """));
        assertThatThrownBy(() -> PolicyJson.body("revision", PolicyChanges.between(now, wanted), name -> ""))
                .hasMessageContaining("env:B has no password");
    }

    @Test
    void whatIsExportedSaysWhatThereIs() throws IOException {
        ObjectNode answer = (ObjectNode) new ObjectMapper().readTree("""
                {"revision": "r", "timed": 3, "users": [{"name": "a", "mechanisms": ["SCRAM-SHA-256", "SCRAM-SHA-512"]}],
                 "rules": [{"permission": "Allow", "principal": "User:a", "host": "*", "operation": "Write",
                            "resource": "Topic", "pattern": "Literal", "name": "orders"}],
                 "quotas": [{"user": null, "client-id": "c", "limits": {"producer_byte_rate": 1024.0}}]}
                """);

        String file = PolicyJson.file(answer);
        Policy exported = read(file);

        assertThat(file).isEqualTo("""
                {
                  "version": 1,
                  "users": [
                    {"name":"a","mechanisms":["SCRAM-SHA-256","SCRAM-SHA-512"]}
                  ],
                  "rules": [
                    {"permission":"Allow","principal":"User:a","host":"*","operation":"Write","resource":"Topic","pattern":"Literal","name":"orders"}
                  ],
                  "quotas": [
                    {"user":null,"client-id":"c","limits":{"producer_byte_rate":1024.0}}
                  ]
                }
                """);
        assertThat(exported).isEqualTo(PolicyJson.read(answer));
        assertThat(PolicyChanges.between(PolicyJson.read(answer), exported).none())
                .isTrue();
    }

    @Test
    void aPlanIsCalledOtherwiseWhenTheFileOrWhatThereIsChanges() throws IOException {
        Policy none = read("{\"version\": 1, \"rules\": []}");
        Policy one = read(
                "{\"version\": 1, \"rules\": [" + WRITE_ORDERS.replace("{", "{\"principal\": \"User:a\", ") + "]}");
        PolicyChanges changes = PolicyChanges.between(none, one);

        assertThat(PolicyJson.plan("r1", changes))
                .hasSize(16)
                .isEqualTo(PolicyJson.plan("r1", PolicyChanges.between(none, one)));
        assertThat(PolicyJson.plan("r2", changes)).isNotEqualTo(PolicyJson.plan("r1", changes));
        assertThat(PolicyJson.plan("r1", PolicyChanges.between(one, none)))
                .isNotEqualTo(PolicyJson.plan("r1", changes));
    }
}
