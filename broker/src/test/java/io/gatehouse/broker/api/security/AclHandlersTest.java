package io.gatehouse.broker.api.security;

import static io.gatehouse.broker.api.security.Requests.clusterRule;
import static io.gatehouse.broker.api.security.Requests.rule;
import static io.gatehouse.broker.api.security.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.model.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData.DeleteAclsFilter;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.message.DescribeAclsResponseData.AclDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclHandlersTest {
    private static final byte ANY = 1;
    private static final byte LITERAL = 3;
    private static final AccessRule ALICE_READS =
            rule(ResourcePattern.literal(ResourceType.TOPIC, "t"), "alice", Operation.READ);
    private static final AccessRule ALL_WRITE =
            rule(ResourcePattern.prefixed(ResourceType.TOPIC, "t"), "*", Operation.WRITE);

    private final AclEngine engine = Requests.engine();
    private final FakeAclStore store = new FakeAclStore(
            engine,
            List.of(
                    ALICE_READS,
                    ALL_WRITE,
                    clusterRule("looker", Operation.DESCRIBE),
                    clusterRule("keeper", Operation.ALTER)));

    private final DescribeAclsHandler describe = new DescribeAclsHandler(engine);
    private final CreateAclsHandler create = new CreateAclsHandler(engine, store, new AuditTrail());
    private final DeleteAclsHandler delete = new DeleteAclsHandler(engine, store, new AuditTrail());

    private static DescribeAclsRequestData all() {
        return new DescribeAclsRequestData()
                .setResourceTypeFilter(ANY)
                .setResourceNameFilter(null)
                .setPatternTypeFilter(ANY)
                .setPrincipalFilter(null)
                .setHostFilter(null)
                .setOperation(ANY)
                .setPermissionType(ANY);
    }

    private static AclCreation creation() {
        return new AclCreation()
                .setResourceType(ResourceType.TOPIC.code())
                .setResourceName("new")
                .setResourcePatternType(LITERAL)
                .setPrincipal("User:bob")
                .setHost("*")
                .setOperation(Operation.READ.code())
                .setPermissionType(Permission.ALLOW.code());
    }

    private static DeleteAclsFilter filter(String topic) {
        return new DeleteAclsFilter()
                .setResourceTypeFilter(ResourceType.TOPIC.code())
                .setResourceNameFilter(topic)
                .setPatternTypeFilter(ANY)
                .setPrincipalFilter(null)
                .setHostFilter(null)
                .setOperation(ANY)
                .setPermissionType(ANY);
    }

    private CreateAclsResponseData created(String user, AclCreation... creations) {
        return send(create, engine, user, new CreateAclsRequestData().setCreations(List.of(creations)));
    }

    private DeleteAclsResponseData deleted(String user, DeleteAclsFilter... filters) {
        return send(delete, engine, user, new DeleteAclsRequestData().setFilters(List.of(filters)));
    }

    @ParameterizedTest
    @CsvSource({"alice, 31", "looker, 31", "keeper, 0", "admin, 0"})
    void rulesAreCreatedByThoseWhoMayAlterTheCluster(String user, short error) { // ACL-40, attack 158
        int before = store.rules().size();

        CreateAclsResponseData answer = created(user, creation());

        assertThat(answer.results()).extracting(AclCreationResult::errorCode).containsExactly(error);
        assertThat(store.rules()).hasSize(error == 0 ? before + 1 : before);
    }

    @ParameterizedTest
    @CsvSource({"alice, 31", "looker, 31", "keeper, 0"})
    void rulesAreDeletedByThoseWhoMayAlterTheCluster(String user, short error) { // ACL-41
        DeleteAclsResponseData answer = deleted(user, filter("t"));

        assertThat(answer.filterResults())
                .extracting(DeleteAclsFilterResult::errorCode)
                .containsExactly(error);
        assertThat(store.rules().contains(ALICE_READS)).isEqualTo(error != 0);
    }

    @ParameterizedTest
    @CsvSource({"alice, 31", "looker, 0", "keeper, 0", "admin, 0"})
    void rulesAreListedForThoseWhoMayDescribeTheCluster(String user, short error) { // ACL-39, attack 142
        DescribeAclsResponseData answer = send(describe, engine, user, all());

        assertThat(answer.errorCode()).isEqualTo(error);
        assertThat(answer.resources().isEmpty()).isEqualTo(error != 0);
    }

    /** PEERS C7: what has not changed is told as it was. */
    @Test
    void rulesAreListedInTheSameOrderHoweverTheyCame() {
        List<AccessRule> rules = new ArrayList<>();
        for (String user : List.of("a", "b", "c", "d")) {
            for (Operation operation : List.of(Operation.READ, Operation.WRITE, Operation.ALTER)) {
                rules.add(new AccessRule(
                        ResourcePattern.literal(ResourceType.TOPIC, "t"),
                        "User:" + user,
                        AccessRule.ANY_HOST,
                        operation,
                        Permission.ALLOW));
            }
        }
        Random random = new Random(7);
        List<DescribeAclsResponseData> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(rules, random);
            engine.replace(new AclSnapshot(rules));
            answers.add(send(describe, engine, "admin", all()));
        }

        assertThat(answers).allMatch(answers.get(0)::equals);
        assertThat(answers.get(0).resources().get(0).acls())
                .extracting(AclDescription::principal)
                .isSorted();
    }

    @Test
    void rulesAreListedByResource() { // AKO-07
        DescribeAclsRequestData match =
                all().setResourceTypeFilter(ResourceType.TOPIC.code()).setResourceNameFilter("t");

        DescribeAclsResponseData answer = send(describe, engine, "admin", match);

        assertThat(answer.resources())
                .extracting(resource -> resource.resourceName() + " " + resource.patternType() + " "
                        + resource.acls().get(0).principal())
                .containsExactly("t 3 User:alice", "t 4 User:*");
    }

    @Test
    void aFilterWithAnUnknownNumberIsRefused() { // attack 157
        for (DescribeAclsRequestData bad : List.of(
                all().setResourceTypeFilter((byte) 0),
                all().setPatternTypeFilter((byte) 9),
                all().setOperation((byte) 15),
                all().setPermissionType((byte) 4))) {
            DescribeAclsResponseData answer = send(describe, engine, "admin", bad);

            assertThat(answer.errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST.code());
            assertThat(answer.errorMessage()).endsWith("is not one that a filter can have");
        }
    }

    @Test
    void whatCannotBeARuleIsRefusedByItself() { // ACL-40, AZN-17, AZK-13, attack 157
        List<AclCreation> bad = List.of(
                creation().setResourceType((byte) 0),
                creation().setResourceType((byte) 1),
                creation().setResourcePatternType((byte) 2),
                creation().setOperation((byte) 1),
                creation().setOperation((byte) 15),
                creation().setPermissionType((byte) 1),
                creation().setResourceName(""),
                creation().setResourceName("a/b"),
                creation().setResourceName("a\0b"),
                creation().setResourceName(".."),
                creation().setResourceName("x".repeat(250)),
                creation().setResourceType(ResourceType.CLUSTER.code()).setResourceName("other"),
                creation()
                        .setResourceType(ResourceType.CLUSTER.code())
                        .setResourceName(ResourcePattern.CLUSTER_NAME)
                        .setResourcePatternType((byte) 4),
                creation().setPrincipal("bob"),
                creation().setPrincipal("User:"),
                creation().setHost(""),
                creation().setHost("host.example"),
                creation().setHost("10.0.0.1/8"),
                creation().setHost("10.0.0.0/33"));
        for (AclCreation one : bad) {
            int before = store.rules().size();

            CreateAclsResponseData answer = created("admin", one, creation());
            store.rules().remove(rule(ResourcePattern.literal(ResourceType.TOPIC, "new"), "bob", Operation.READ));

            assertThat(answer.results())
                    .as("%s", one)
                    .extracting(AclCreationResult::errorCode)
                    .containsExactly(ErrorCode.INVALID_REQUEST.code(), ErrorCode.NONE.code());
            assertThat(answer.results().get(0).errorMessage()).isNotEmpty();
            assertThat(store.rules()).hasSize(before);
        }
    }

    @Test
    void aFilterThatIsRefusedLeavesTheOthers() { // ACL-41
        DeleteAclsResponseData answer = deleted("admin", filter("t").setOperation((byte) 0), filter("t"));

        assertThat(answer.filterResults())
                .extracting(DeleteAclsFilterResult::errorCode)
                .containsExactly(ErrorCode.INVALID_REQUEST.code(), ErrorCode.NONE.code());
        assertThat(answer.filterResults().get(1).matchingAcls()).hasSize(2);
        assertThat(store.rules()).doesNotContain(ALICE_READS, ALL_WRITE);
    }

    @Test
    void aStoreThatFailsIsNoSuccess() {
        store.broken = true;

        CreateAclsResponseData created = created("admin", creation());
        DeleteAclsResponseData deleted = deleted("admin", filter("t"));

        assertThat(created.results().get(0).errorCode()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR.code());
        assertThat(deleted.filterResults().get(0).matchingAcls())
                .allSatisfy(acl -> assertThat(acl.errorCode()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR.code()));
        assertThat(store.rules()).contains(ALICE_READS);
    }

    @Test
    void withoutAnAuthorizerThereAreNoRulesToAskFor() { // ACL-39 to ACL-41, AZN-24
        AclEngine open = AclEngine.allowingEverything(check -> {});
        short disabled = ErrorCode.SECURITY_DISABLED.code();

        DescribeAclsResponseData described = send(new DescribeAclsHandler(open), open, "alice", all());
        CreateAclsResponseData created = send(
                new CreateAclsHandler(open, store, new AuditTrail()),
                open,
                "alice",
                new CreateAclsRequestData().setCreations(List.of(creation())));
        DeleteAclsResponseData deleted = send(
                new DeleteAclsHandler(open, store, new AuditTrail()),
                open,
                "alice",
                new DeleteAclsRequestData().setFilters(List.of(filter("t"))));

        assertThat(described.errorCode()).isEqualTo(disabled);
        assertThat(created.results().get(0).errorCode()).isEqualTo(disabled);
        assertThat(deleted.filterResults().get(0).errorCode()).isEqualTo(disabled);
    }

    @Test
    void beforeTheRulesAreLoadedASuperUserIsToldToAskAgain() { // attack 138
        engine.close();

        assertThat(send(describe, engine, "admin", all()).errorCode())
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS.code());
        assertThat(deleted("admin", filter("t")).filterResults().get(0).errorCode())
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS.code());
        assertThat(store.rules()).contains(ALICE_READS);
    }
}
