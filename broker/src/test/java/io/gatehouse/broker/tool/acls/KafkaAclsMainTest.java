package io.gatehouse.broker.tool.acls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed, asked and done; the shapes are those of Apache's tool 4.3.1. */
class KafkaAclsMainTest {
    private static final String ALICE = "--allow-principal User:Alice";

    private final CommandLine acls = new CommandLine();

    @Test
    void rulesThatAreAddedAreShown() { // CONFORMANCE AKO-01, AKE-02
        int exit = acls.run("--add --allow-principal User:* --allow-host * --deny-principal User:BadBob"
                + " --deny-host 198.51.100.3 --operation Read --topic Test-topic");

        assertThat(exit).isZero();
        assertThat(acls.out()).isEqualTo("""
                Adding ACLs for resource `ResourcePattern(resourceType=TOPIC, name=Test-topic, patternType=LITERAL)`:\s
                 \t(principal=User:*, host=*, operation=READ, permissionType=ALLOW)
                \t(principal=User:BadBob, host=198.51.100.3, operation=READ, permissionType=DENY)

                """);
        assertThat(acls.err()).isEmpty();
        assertThat(acls.rules.stored()).hasSize(2);
    }

    @Test
    void whatIsThereAlreadyIsToldAndNotAddedAgain() {
        acls.run("--add --operation Read --topic t " + ALICE);

        int exit = acls.run("--add --operation Read --operation Write --topic t " + ALICE);

        assertThat(exit).isZero();
        assertThat(acls.out()).isEqualTo("""
                Acl (pattern=ResourcePattern(resourceType=TOPIC, name=t, patternType=LITERAL), entry=(principal=User:Alice, host=*, operation=READ, permissionType=ALLOW)) already exists.
                Adding ACLs for resource `ResourcePattern(resourceType=TOPIC, name=t, patternType=LITERAL)`:\s
                 \t(principal=User:Alice, host=*, operation=WRITE, permissionType=ALLOW)

                """);
    }

    @Test
    void whenAllIsThereNothingIsSent() {
        acls.run("--add --topic t " + ALICE);
        acls.rules.asked().clear();

        acls.run("--add --topic t " + ALICE);

        assertThat(acls.rules.asked()).containsExactly("find", "close");
    }

    @Test
    void theListIsInOneOrderWhateverTheBrokersIs() { // CONFORMANCE AKO-02
        acls.run("--add --topic b --resource-pattern-type prefixed " + ALICE);
        acls.run("--add --group a " + ALICE);
        acls.run("--add --topic b --operation Write --operation Read --allow-host 10.0.0.2 --allow-host 10.0.0.1"
                + " --deny-principal User:Zed " + ALICE);

        assertThat(acls.run("--list")).isZero();
        assertThat(acls.out()).isEqualTo("""
                Current ACLs for resource `ResourcePattern(resourceType=TOPIC, name=b, patternType=LITERAL)`:
                \t(principal=User:Alice, host=10.0.0.1, operation=READ, permissionType=ALLOW)
                \t(principal=User:Alice, host=10.0.0.1, operation=WRITE, permissionType=ALLOW)
                \t(principal=User:Alice, host=10.0.0.2, operation=READ, permissionType=ALLOW)
                \t(principal=User:Alice, host=10.0.0.2, operation=WRITE, permissionType=ALLOW)
                \t(principal=User:Zed, host=*, operation=READ, permissionType=DENY)
                \t(principal=User:Zed, host=*, operation=WRITE, permissionType=DENY)

                Current ACLs for resource `ResourcePattern(resourceType=TOPIC, name=b, patternType=PREFIXED)`:
                \t(principal=User:Alice, host=*, operation=ALL, permissionType=ALLOW)

                Current ACLs for resource `ResourcePattern(resourceType=GROUP, name=a, patternType=LITERAL)`:
                \t(principal=User:Alice, host=*, operation=ALL, permissionType=ALLOW)

                """);
    }

    @Test
    void withAPrincipalOnlyItsRulesAreListed() { // CONFORMANCE AKC-17, AKO-03
        acls.run("--add --operation Read --topic t --topic u --allow-principal User:Bob");
        acls.run("--add --operation Read --topic u --allow-principal User:Bobby");

        int exit = acls.run("--list --principal User:Bobby --principal User:nobody");

        assertThat(exit).isZero();
        assertThat(acls.out()).isEqualTo("""
                ACLs for principal `User:Bobby`
                Current ACLs for resource `ResourcePattern(resourceType=TOPIC, name=u, patternType=LITERAL)`:
                \t(principal=User:Bobby, host=*, operation=READ, permissionType=ALLOW)

                ACLs for principal `User:nobody`
                """);
    }

    @Test
    void listsFindByNameByPatternOrByWhatAffectsAName() { // CONFORMANCE AKC-13, AKE-06
        acls.run("--add --topic Test-topic " + ALICE);
        acls.run("--add --topic * " + ALICE);
        acls.run("--add --topic Test- --resource-pattern-type prefixed " + ALICE);

        assertThat(found("--list --topic Test-topic")).containsExactly("Test-topic LITERAL");
        assertThat(found("--list --topic *")).containsExactly("* LITERAL");
        assertThat(found("--list --topic Test- --resource-pattern-type ANY")).containsExactly("Test- PREFIXED");
        assertThat(found("--list --topic Test-topic --resource-pattern-type Match"))
                .containsExactly("* LITERAL", "Test- PREFIXED", "Test-topic LITERAL");
        assertThat(found("--list --topic nothing --group none")).isEmpty();
    }

    private List<String> found(String words) {
        assertThat(acls.run(words)).isZero();
        return acls.out()
                .lines()
                .filter(line -> line.startsWith("Current"))
                .map(line -> line.replaceAll(".*name=(.*), patternType=(.*)\\)`:", "$1 $2"))
                .toList();
    }

    @Test
    void theListAsJsonIsOneDocument() {
        acls.run("--add --operation Read --topic t --allow-principal User:Bob " + ALICE);

        int exit = acls.run("--list --json --principal User:Bob");

        assertThat(exit).isZero();
        assertThat(acls.out()).isEqualTo("""
                {
                  "rules" : [ {
                    "permission" : "Allow",
                    "principal" : "User:Bob",
                    "host" : "*",
                    "operation" : "Read",
                    "resource" : "Topic",
                    "pattern" : "Literal",
                    "name" : "t"
                  } ]
                }
                """);
    }

    @Test
    void aRuleThatOnlyOtherBrokersKnowHasNoJson() {
        acls.rules
                .stored()
                .add(new AclBinding(
                        new ResourcePattern(ResourceType.TRANSACTIONAL_ID, "x", PatternType.LITERAL),
                        new AccessControlEntry("User:a", "*", AclOperation.TWO_PHASE_COMMIT, AclPermissionType.ALLOW)));

        assertThat(acls.run("--list --json")).isEqualTo(1);
        assertThat(acls.out()).isEmpty();
        assertThat(acls.err()).contains("operation=TWO_PHASE_COMMIT", "without --json it is listed");
        assertThat(acls.run("--list")).isZero();
    }

    @Test
    void nothingIsRemovedUnlessSomebodySaysYes() { // CONFORMANCE AKO-04
        acls.run("--add --operation Read --operation Write --topic t " + ALICE);
        String remove = "--remove --operation Read --operation Write --topic t " + ALICE;

        for (String answer : List.of("n\n", "\n", "yes\n", " y\n")) {
            assertThat(acls.run(remove, answer)).isZero();
            assertThat(acls.out()).isEqualTo("""
                    Are you sure you want to remove ACLs:\s
                     \t(principal=User:Alice, host=*, operation=READ, permissionType=ALLOW)
                    \t(principal=User:Alice, host=*, operation=WRITE, permissionType=ALLOW)
                     from resource filter `ResourcePattern(resourceType=TOPIC, name=t, patternType=LITERAL)`? (y/n)
                    """);
        }
        assertThat(acls.rules.stored()).hasSize(2);

        assertThat(acls.run(remove, "y\n")).isZero();
        assertThat(acls.rules.stored()).isEmpty();
    }

    @Test
    void nobodyThereIsNo() {
        acls.run("--add --topic t " + ALICE);

        assertThat(acls.run("--remove --topic t", "")).isEqualTo(1);
        assertThat(acls.err()).contains("nobody answers, so nothing is removed");
        assertThat(acls.rules.stored()).hasSize(1);
    }

    @Test
    void withoutAPrincipalTheQuestionIsAboutAllRules() { // CONFORMANCE AKO-04
        acls.run("--add --topic t --topic u " + ALICE);

        acls.run("--remove --topic u --topic t", "n\nY\n");

        assertThat(acls.out()).isEqualTo("""
                Are you sure you want to delete all ACLs for resource filter `ResourcePattern(resourceType=TOPIC, name=t, patternType=LITERAL)`? (y/n)
                Are you sure you want to delete all ACLs for resource filter `ResourcePattern(resourceType=TOPIC, name=u, patternType=LITERAL)`? (y/n)
                """);
        assertThat(acls.rules.stored())
                .singleElement()
                .satisfies(rule -> assertThat(rule.pattern().name()).isEqualTo("t"));
    }

    @Test
    void forceDoesNotAsk() { // CONFORMANCE AKC-22, AKE-05
        acls.run("--add --producer --topic Test- --resource-pattern-type prefixed " + ALICE);

        int exit = acls.run("--remove --force --producer --topic Test- --resource-pattern-type Prefixed " + ALICE);

        assertThat(exit).isZero();
        assertThat(acls.out()).isEmpty();
        assertThat(acls.rules.stored()).isEmpty();
    }

    @Test
    void whoRemovesWhatIsNotThereIsTold() {
        assertThat(acls.run("--remove --force --topic t")).isZero();

        assertThat(acls.out()).isEmpty();
        assertThat(acls.err()).contains("there is no such rule on ResourcePattern(resourceType=TOPIC, name=t");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ClusterAuthorizationException("not yours"), "not yours", "the right Describe on the"),
                Arguments.of(new ClusterAuthorizationException(""), "Cluster authorization failed.", "Alter"),
                Arguments.of(new SecurityDisabledException("none"), "none", "authorizer.class.name"),
                Arguments.of(new SaslAuthenticationException("no (diagnostic id x1)"), "x1)", "gatehouse diagnose"),
                Arguments.of(new SslAuthenticationException("no TLS"), "no TLS", "ssl.truststore"),
                Arguments.of(new TimeoutException("too long"), "too long", "check HOST:PORT of --bootstrap-server"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsASentenceAndWhatToDo(RuntimeException failure, String said, String advice) {
        acls.rules.failWith(failure); // CONFORMANCE AKO-06, CLR-08

        assertThat(acls.run("--list")).isEqualTo(1);
        assertThat(acls.out().lines()).hasSize(2).noneMatch(line -> line.startsWith("\tat "));
        assertThat(acls.out())
                .startsWith("Error while executing ACL command: "
                        + failure.getClass().getName() + ": ")
                .contains(said, advice);
    }

    @Test
    void theReasonBelowAFailureIsTold() {
        acls.rules.failWith(new SslAuthenticationException("TLS failed", new IllegalStateException("no trust")));

        acls.run("--list");

        assertThat(acls.out()).contains("Caused by: java.lang.IllegalStateException: no trust");
    }

    @Test
    void afterAChangeThatFailedItIsSaidThatPartMayBeDone() {
        acls.rules.failWith(new ClusterAuthorizationException(""));

        acls.run("--remove --force --topic t");
        assertThat(acls.out()).contains("Part of it may have been done");

        acls.run("--list");
        assertThat(acls.out()).doesNotContain("Part of it");
    }

    @Test
    void aFailureDoesNotStandWhereADocumentIsExpected() {
        acls.rules.failWith(new TimeoutException("too long"));

        assertThat(acls.run("--list --json")).isEqualTo(1);
        assertThat(acls.out()).isEmpty();
        assertThat(acls.err()).startsWith("Error while executing ACL command: ");
    }

    @Test
    void namesCannotMoveTheCursor() {
        acls.run("--add --group a\u001b[2J\u202eb " + ALICE);

        acls.run("--list");

        assertThat(acls.out()).contains("name=a\\u001b[2J\\u202eb,");
    }

    @Test
    void whatHasNoEffectIsSaid() {
        acls.run("--list --operation Read --resource-pattern-type any");
        assertThat(acls.err()).contains("--operation has no effect", "--resource-pattern-type has no effect");

        acls.run("--add --operation CreateTokens --user-principal owner1 " + ALICE);
        assertThat(acls.err()).contains("such as User:owner1"); // CONFORMANCE ACL-50, AKE-09
    }

    @ParameterizedTest
    @ValueSource(strings = {"--add --topic t", "--list --topic", "--remove"})
    void aRefusalAsksNoBroker(String words) {
        assertThat(acls.run(words)).isEqualTo(1);

        assertThat(acls.out()).isEmpty();
        assertThat(acls.err()).startsWith("kafka-acls: ").endsWith("kafka-acls.sh --help shows how it is used.\n");
        assertThat(acls.rules.asked()).isEmpty();
    }

    @Test
    void withoutArgumentsItExplainsItselfAndFails() { // CONFORMANCE CLR-04
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        KafkaAclsMain main = new KafkaAclsMain(new ByteArrayInputStream(new byte[0]), err, err, options -> acls.rules);

        assertThat(main.run(List.of())).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("examples:", "--transactional-id");
        assertThat(acls.run("--help")).isEqualTo(1);
        assertThat(acls.run("--version")).isZero(); // CONFORMANCE AKC-24
        assertThat(acls.out()).matches("\\d+\\.\\d+\\.\\d+\\s+");
    }
}
