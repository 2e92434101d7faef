package io.gatehouse.broker.api.security;

import static io.gatehouse.broker.api.security.Requests.clusterRule;
import static io.gatehouse.broker.api.security.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.audit.AuditTrail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData.DeleteAclsFilter;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.AclDeleteResult.AclBindingDeleteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONFORMANCE SPI-04, SPI-05: the rules are those of another authorizer. */
final class OtherAclHandlersTest {
    private static final byte ANY = 1;
    private static final byte TOPIC = 2;
    private static final byte CLUSTER = 4;
    private static final byte LITERAL = 3;
    private static final byte READ = 3;
    private static final byte ALLOW = 3;
    private static final short REFUSED = 31;
    private static final short INVALID = 42;

    private final AclEngine engine = Requests.engine();
    private final Rules rules = new Rules();
    private final DescribeOtherAclsHandler describe = new DescribeOtherAclsHandler(rules);
    private final CreateOtherAclsHandler create = new CreateOtherAclsHandler(rules, new AuditTrail());
    private final DeleteOtherAclsHandler delete = new DeleteOtherAclsHandler(rules, new AuditTrail());

    OtherAclHandlersTest() {
        engine.replace(new AclSnapshot(
                List.of(clusterRule("looker", Operation.DESCRIBE), clusterRule("keeper", Operation.ALTER))));
    }

    /** In memory. */
    private static final class Rules implements OtherRules {
        private final List<AclBinding> all = new ArrayList<>();
        private boolean broken;

        @Override
        public CompletionStage<List<AclBinding>> matching(AclBindingFilter filter) {
            return broken
                    ? CompletableFuture.failedStage(new UnknownServerException("the authorizer failed"))
                    : CompletableFuture.completedStage(
                            all.stream().filter(filter::matches).toList());
        }

        @Override
        public CompletionStage<List<AclCreateResult>> create(
                Permit<?> permit, Subject by, Asker asker, List<AclBinding> added) {
            all.addAll(added);
            return CompletableFuture.completedStage(
                    added.stream().map(any -> AclCreateResult.SUCCESS).toList());
        }

        @Override
        public CompletionStage<List<AclDeleteResult>> delete(
                Permit<?> permit, Subject by, Asker asker, List<AclBindingFilter> filters) {
            return CompletableFuture.completedStage(filters.stream()
                    .map(filter -> {
                        List<AclBinding> leaving =
                                all.stream().filter(filter::matches).toList();
                        all.removeAll(leaving);
                        return new AclDeleteResult(leaving.stream()
                                .map(AclBindingDeleteResult::new)
                                .toList());
                    })
                    .toList());
        }
    }

    private static AclCreation creation(byte type, String name) {
        return new AclCreation()
                .setResourceType(type)
                .setResourceName(name)
                .setResourcePatternType(LITERAL)
                .setPrincipal("RegexUser:a.*")
                .setHost("host.example")
                .setOperation(READ)
                .setPermissionType(ALLOW);
    }

    private List<AclCreationResult> created(String user, AclCreation... creations) {
        return send(create, engine, user, new CreateAclsRequestData().setCreations(List.of(creations)))
                .results();
    }

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

    private static DeleteAclsFilter filter(byte operation) {
        return new DeleteAclsFilter()
                .setResourceTypeFilter(ANY)
                .setResourceNameFilter(null)
                .setPatternTypeFilter(ANY)
                .setPrincipalFilter(null)
                .setHostFilter(null)
                .setOperation(operation)
                .setPermissionType(ANY);
    }

    private List<DeleteAclsFilterResult> deleted(String user, DeleteAclsFilter... filters) {
        return send(delete, engine, user, new DeleteAclsRequestData().setFilters(List.of(filters)))
                .filterResults();
    }

    @ParameterizedTest
    @CsvSource({"alice, 31, 31", "looker, 31, 0", "keeper, 0, 0"})
    void whoMayIsAskedFirst(String user, short change, short look) {
        assertThat(created(user, creation(TOPIC, "t")))
                .extracting(AclCreationResult::errorCode)
                .containsExactly(change);
        assertThat(send(describe, engine, user, all()).errorCode()).isEqualTo(look);
        assertThat(deleted(user, filter(ANY)))
                .extracting(DeleteAclsFilterResult::errorCode)
                .containsExactly(change);
    }

    @Test
    void rulesComeAndGoAsTheAuthorizerUnderstandsThem() {
        assertThat(created("keeper", creation(TOPIC, "orders")))
                .extracting(AclCreationResult::errorCode)
                .containsExactly((short) 0);

        DescribeAclsResponseData listed = send(describe, engine, "keeper", all());
        assertThat(listed.resources()).singleElement().satisfies(resource -> {
            assertThat(resource.resourceName()).isEqualTo("orders");
            assertThat(resource.acls().get(0).principal()).isEqualTo("RegexUser:a.*");
            assertThat(resource.acls().get(0).host()).isEqualTo("host.example");
        });

        assertThat(deleted("keeper", filter(ANY)).get(0).matchingAcls()).hasSize(1);
        assertThat(rules.all).isEmpty();
    }

    @Test
    void eachRuleIsAnsweredByItself() {
        List<AclCreationResult> results = created(
                "keeper",
                creation((byte) 0, "t"),
                creation(TOPIC, "t"),
                creation(ANY, "t"),
                creation(CLUSTER, "other"),
                creation(TOPIC, ""),
                creation(TOPIC, "u").setOperation(ANY),
                creation(TOPIC, "u").setPermissionType((byte) 9),
                creation(TOPIC, "u").setResourcePatternType(ANY),
                creation(CLUSTER, "kafka-cluster"));

        assertThat(results)
                .extracting(AclCreationResult::errorCode)
                .containsExactly(INVALID, (short) 0, INVALID, INVALID, INVALID, INVALID, INVALID, INVALID, (short) 0);
        assertThat(rules.all).extracting(rule -> rule.pattern().name()).containsExactly("t", "kafka-cluster");
    }

    @Test
    void aFilterWithAnUnknownNumberFindsNothing() {
        List<AclCreationResult> unused = created("keeper", creation(TOPIC, "t"));

        assertThat(deleted("keeper", filter((byte) 0), filter(ANY)))
                .extracting(DeleteAclsFilterResult::errorCode)
                .containsExactly(INVALID, (short) 0);
        assertThat(send(describe, engine, "keeper", all().setOperation((byte) 99))
                        .errorCode())
                .isEqualTo(INVALID);
    }

    @Test
    void itsFailureIsAnAnswer() {
        rules.broken = true;

        assertThat(send(describe, engine, "keeper", all()).errorCode()).isEqualTo((short) -1);
        assertThat(send(describe, engine, "alice", all()).errorCode()).isEqualTo(REFUSED);
    }
}
