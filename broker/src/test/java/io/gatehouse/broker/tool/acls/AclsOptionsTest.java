package io.gatehouse.broker.tool.acls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.tool.ToolRefusal;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command line asks for, as {@code TYPE name PATTERN: principal host OPERATION PERMISSION, ...}. */
class AclsOptionsTest {
    private static AclsOptions parse(String words) {
        List<String> arguments = new ArrayList<>(List.of("--bootstrap-server", "broker:9092"));
        for (String word : List.of(words.split(" "))) {
            arguments.add(word.replace("%20", " "));
        }
        return AclsOptions.parse(arguments);
    }

    private static List<String> asked(String words) {
        return parse(words).resources().stream()
                .map(each -> each.resource().resourceType() + " "
                        + each.resource().name() + " "
                        + each.resource().patternType() + ": "
                        + String.join(
                                ", ",
                                each.rules().stream().map(AclsOptionsTest::text).toList()))
                .toList();
    }

    private static String text(AccessControlEntry rule) {
        return rule.principal() + " " + rule.host() + " " + rule.operation() + " " + rule.permissionType();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--topic t|exactly one action is needed",
                "--add --remove --topic t|exactly one action is needed",
                "--list --producer|--producer does not go with --list",
                "--list --consumer|--consumer does not go with --list",
                "--list --idempotent|--idempotent does not go with --list",
                "--list --allow-principal User:a|--principal lists the rules of one principal",
                "--list --deny-principal User:a|--deny-principal does not go with --list",
                "--list --allow-host h|--allow-host does not go with --list",
                "--list --deny-host h|--deny-host does not go with --list",
                "--list --principal alice|principal alice (expected: Type:name, for example User:alice",
                "--add --topic t --allow-principal User:|principal User: (expected: Type:name",
                "--add --topic t --allow-principal :a|principal :a (expected: Type:name",
                "--add --topic t --allow-principal User:a --principal User:a|--principal goes with --list only",
                "--add --topic t --allow-principal User:a --json|--json goes with --list only",
                "--add --topic t|whose rules? (expected: --allow-principal or --deny-principal",
                "--add --topic t --allow-principal User:a --deny-host h|--deny-host has no --deny-principal",
                "--add --topic t --deny-principal User:a --allow-host h|--allow-host has no --allow-principal",
                "--add --allow-principal User:a|no resource (expected: --topic, --group, --cluster",
                "--remove --force|no resource (expected: --topic",
                "--add --topic %20 --allow-principal User:a|--topic is empty",
                "--add --cluster --resource-pattern-type prefixed --allow-principal User:a|--cluster is one resource",
                "--remove --cluster --resource-pattern-type any|--cluster is one resource and has no pattern",
                "--list --cluster --resource-pattern-type match|--cluster is one resource and has no pattern",
                "--add --topic t --resource-pattern-type any --allow-principal User:a|literal, prefixed; any and match find",
                "--add --topic t --resource-pattern-type Match --allow-principal User:a|expected: literal, prefixed;",
                "--list --resource-pattern-type bogus|expected: literal, prefixed, any, match)",
                "--add --producer --allow-principal User:a --group g|--producer needs --topic",
                "--add --producer --topic t --allow-principal User:a --operation Read|--operation does not go with --producer",
                "--add --producer --topic t --deny-principal User:a|--deny-principal does not go with --producer",
                "--add --consumer --topic t --allow-principal User:a|--consumer needs --topic and --group",
                "--add --consumer --topic t --group g --deny-host h --allow-principal User:a|does not go with --consumer",
                "--add --consumer --topic t --group g --cluster --allow-principal User:a|--cluster does not go with",
                "--add --consumer --topic t --group g --transactional-id x --allow-principal User:a|--transactional-id does",
                "--add --idempotent --topic t --allow-principal User:a|--idempotent goes with --producer only",
                "--remove --topic t --operation Read --force|without any of them all rules of the resource are removed",
                "--remove --producer --topic t --force|--producer with --remove needs --allow-principal",
                "--remove --topic t --allow-host 10.0.0.1 --force|--allow-host with --remove needs --allow-principal",
                "--list --topic|Option topic requires an argument",
                "--remove --topic t --force=no|Option force takes no value",
                "--list --bootstrap-server other:1|Found multiple arguments for option bootstrap-server",
                "--unknown|unknown is not a recognized option",
                "--list --bootstrap-controller c:1|KRaft controllers, which this cluster has none of (expected: --bootstr",
                "--list --authorizer C|goes past the brokers to ZooKeeper, where rules are sealed (expected: --bootstrap",
                "--list --authorizer-properties a=b|--authorizer-properties goes past the brokers",
                "--list --zk-tls-config-file f|--zk-tls-config-file goes past the brokers"
            })
    void whatContradictsItselfIsRefused(String words, String message) {
        // CONFORMANCE AKC-02, AKC-04 to AKC-06, AKC-09, AKC-13, AKC-14, AKC-17 to AKC-20, AKC-23
        assertThatThrownBy(() -> parse(words)).isInstanceOf(ToolRefusal.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--topic t --operation ClusterAction|does not fit a topic (expected: Read, Write, Create, Delete, Alter, De",
                "--topic t --operation IdempotentWrite|does not fit a topic",
                "--group g --operation Write|does not fit a group (expected: Read, Delete, Describe, All)",
                "--cluster --operation Read|does not fit the cluster",
                "--transactional-id x --operation Read|does not fit a transactional id (expected: Write, Describe, All)",
                "--delegation-token d --operation Read|does not fit a delegation token (expected: Describe, All)",
                "--user-principal User:u --operation Read|does not fit a user principal (expected: CreateTokens, Describe",
                "--topic t --group g --operation Write|does not fit a group",
                "--topic t --operation Any|is none that there is",
                "--topic t --operation TwoPhaseCommit|is none that there is",
                "--topic t --operation Raed|--operation Raed is none that there is"
            })
    void anOperationThatDoesNotFitTheResourceIsRefused(String words, String message) { // CONFORMANCE AKC-16, ENM-06
        for (String action : List.of("--add ", "--remove ")) {
            assertThatThrownBy(() -> parse(action + "--allow-principal User:a " + words))
                    .isInstanceOf(ToolRefusal.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void withoutABrokerThereIsNobodyToAsk() { // CONFORMANCE AKC-01
        assertThatThrownBy(() -> AclsOptions.parse(List.of("--list")))
                .hasMessage("no --bootstrap-server (expected: HOST:PORT of a broker)");
    }

    @Test
    void rulesArePrincipalsTimesHostsTimesOperations() { // CONFORMANCE AKC-14, AKC-15, AKE-01
        assertThat(asked("--add --allow-principal User:Bob --allow-principal User:Alice --allow-host 198.51.100.0"
                        + " --allow-host 198.51.100.1 --operation Read --operation Write --topic Test-topic"))
                .containsExactly("TOPIC Test-topic LITERAL: User:Alice 198.51.100.0 READ ALLOW,"
                        + " User:Alice 198.51.100.0 WRITE ALLOW, User:Alice 198.51.100.1 READ ALLOW,"
                        + " User:Alice 198.51.100.1 WRITE ALLOW, User:Bob 198.51.100.0 READ ALLOW,"
                        + " User:Bob 198.51.100.0 WRITE ALLOW, User:Bob 198.51.100.1 READ ALLOW,"
                        + " User:Bob 198.51.100.1 WRITE ALLOW");
    }

    @Test
    void withoutHostAndOperationARuleIsAboutAll() { // CONFORMANCE AKC-15, AKC-16
        assertThat(asked("--add --topic t --allow-principal User:a --deny-principal User:b"))
                .containsExactly("TOPIC t LITERAL: User:a * ALL ALLOW, User:b * ALL DENY");
    }

    @Test
    void everyKindOfResourceCanBeNamedMoreThanOnce() { // CONFORMANCE AKC-07 to AKC-12, AKE-09
        assertThat(asked("--add --allow-principal User:a --topic u --topic t --topic u --group g --group *"
                        + " --transactional-id x --cluster"))
                .containsExactly(
                        "TOPIC t LITERAL: User:a * ALL ALLOW",
                        "TOPIC u LITERAL: User:a * ALL ALLOW",
                        "GROUP * LITERAL: User:a * ALL ALLOW",
                        "GROUP g LITERAL: User:a * ALL ALLOW",
                        "CLUSTER kafka-cluster LITERAL: User:a * ALL ALLOW",
                        "TRANSACTIONAL_ID x LITERAL: User:a * ALL ALLOW");
        assertThat(asked(
                        "--add --allow-principal User:tokenRequester --operation CreateTokens --user-principal owner1"))
                .containsExactly("USER owner1 LITERAL: User:tokenRequester * CREATE_TOKENS ALLOW");
        assertThat(asked("--add --allow-principal User:a --operation Describe --delegation-token d"))
                .containsExactly("DELEGATION_TOKEN d LITERAL: User:a * DESCRIBE ALLOW");
    }

    @Test
    void aProducerWritesDescribesAndCreates() { // CONFORMANCE AKC-18, AKE-03, AKE-04, AKE-07
        assertThat(asked("--add --allow-principal User:Peter --allow-host 198.51.200.1 --producer --topic *"))
                .containsExactly("TOPIC * LITERAL: User:Peter 198.51.200.1 WRITE ALLOW,"
                        + " User:Peter 198.51.200.1 CREATE ALLOW, User:Peter 198.51.200.1 DESCRIBE ALLOW");
        assertThat(asked("--add --allow-principal User:Jane --producer --topic Test- --resource-pattern-type prefixed"
                        + " --transactional-id x- --idempotent"))
                .containsExactly(
                        "TOPIC Test- PREFIXED: User:Jane * WRITE ALLOW, User:Jane * CREATE ALLOW,"
                                + " User:Jane * DESCRIBE ALLOW",
                        "CLUSTER kafka-cluster LITERAL: User:Jane * IDEMPOTENT_WRITE ALLOW", // CONFORMANCE AKC-19
                        "TRANSACTIONAL_ID x- PREFIXED: User:Jane * WRITE ALLOW, User:Jane * DESCRIBE ALLOW");
    }

    @Test
    void aConsumerReadsAndDescribesAndReadsItsGroup() { // CONFORMANCE AKC-20, AKE-08
        assertThat(asked("--add --allow-principal User:Bob --consumer --topic Test-topic --group Group-1"))
                .containsExactly(
                        "TOPIC Test-topic LITERAL: User:Bob * READ ALLOW, User:Bob * DESCRIBE ALLOW",
                        "GROUP Group-1 LITERAL: User:Bob * READ ALLOW");
    }

    @Test
    void whoProducesAndConsumesHasBoth() { // CONFORMANCE AKC-21
        assertThat(
                        asked(
                                "--add --allow-principal User:a --producer --consumer --topic t --group g --transactional-id x"))
                .containsExactly(
                        "TOPIC t LITERAL: User:a * READ ALLOW, User:a * WRITE ALLOW, User:a * CREATE ALLOW,"
                                + " User:a * DESCRIBE ALLOW",
                        "GROUP g LITERAL: User:a * READ ALLOW",
                        "TRANSACTIONAL_ID x LITERAL: User:a * WRITE ALLOW, User:a * DESCRIBE ALLOW");
    }

    @Test
    void wordsAreTakenInAnyCaseAndWithBlanksAround() { // CONFORMANCE AKC-13, AKC-16
        assertThat(asked("--add --topic %20t%20 --allow-principal %20Group:ops%20 --allow-host %2010.0.0.0/8%20"
                        + " --operation DESCRIBE_CONFIGS --operation read --resource-pattern-type PreFixed"))
                .containsExactly("TOPIC t PREFIXED: Group:ops 10.0.0.0/8 READ ALLOW,"
                        + " Group:ops 10.0.0.0/8 DESCRIBE_CONFIGS ALLOW");
    }

    @Test
    void theNameOfACertificateIsAPrincipal() {
        assertThat(asked("--add --topic t --operation Read --allow-principal User:CN=a:b,O=c"))
                .containsExactly("TOPIC t LITERAL: User:CN=a:b,O=c * READ ALLOW");
    }

    @Test
    void aListNamesFiltersAndPrincipals() { // CONFORMANCE AKC-03, AKC-17, AKE-06
        AclsOptions options =
                parse("--list --topic t --resource-pattern-type match --principal User:a --principal User:a"
                        + " --command-config admin.properties");

        assertThat(options.resources())
                .singleElement()
                .satisfies(each -> assertThat(each.resource())
                        .hasToString("ResourcePattern(resourceType=TOPIC, name=t, patternType=MATCH)"));
        assertThat(options.principals()).containsExactly("User:a");
        assertThat(options.commandConfig()).contains("admin.properties");
    }
}
